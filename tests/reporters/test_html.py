"""The HTML page as a text: whole, inert, and under a policy that allows its own script alone."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser

import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.reporters.traffic import MISSING, RUNS, Judgement, refused_department, run_of_judged, show, summary_of

from salesiq_validate.exchange import Document, Exchange, Origin, Request
from salesiq_validate.finding import Finding, Report, Severity, Side
from salesiq_validate.keypath import KeyPath
from salesiq_validate.reporters import CoverageRow, html_page, make_reporter
from salesiq_validate.reporters.outline import outline_of


class Page(HTMLParser):
    """The elements of a page, and the texts of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.texts: dict[str, str] = {}
        self.open: list[str] = []
        self._name = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag in {"script", "style"}:
            self._name = attributes.get("id", tag)
        if tag not in {"meta", "input", "wbr"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self._name = None
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self._name is not None:
            self.texts[self._name] = self.texts.get(self._name, "") + data

    @property
    def report(self):
        return json.loads(self.texts["report"])

    @property
    def rows(self):
        return json.loads(self.texts["rows"])


def page_of(run, **options) -> Page:
    page = Page(show("html", run, **options))
    assert page.open == []
    return page


def test_groups_carry_what_their_exchanges_share():
    page = page_of(run_of_judged(), listed_names=frozenset({"name", "operators", "role"}))
    group = page.report["groups"][2]
    assert group["rules"] == [["SIQ402", "missing-json-key"], ["SIQ601", "refused"]]
    assert (group["place"], group["count"]) == ("body operators[*].name", 4)
    assert (group["code"], group["refused"]) == (1015, True)
    assert group["answer"].startswith("SalesIQ answered 1015 ")
    assert group["outline"] == [
        [0, "{", 0],
        [1, '"name": <a string of 7 characters>', 0],
        [1, '"operators": [', 0],
        [2, "<an object with 1 member>", 0],
        [2, "{", 0],
        [3, '"role": <a string of 5 characters>', 0],
        [3, '"nickname": <a string of 8 characters>', 0],
        [3, '"name": <absent>', 1],
        [2, "}", 0],
        [1, "]", 0],
        [0, "}", 0],
    ]


def test_every_finding_is_a_row_of_its_group():
    page = page_of(run_of_judged())
    numbers = {group["number"]: group for group in page.report["groups"]}
    assert len(page.rows) == sum(group["count"] for group in numbers.values()) == 9
    assert page.rows[0] == [0, 0, 1, 2, "req-1", "operators[1].name", 1, "2026-11-23T10:01:00Z"]
    assert numbers[0]["rules"][0][0] == "SIQ402"
    assert page.report["files"] == ["traffic.jsonl"]


def test_the_policy_allows_the_page_s_own_script_and_style_and_nothing_else():
    page = page_of(run_of_judged())
    (policy,) = [attributes["content"] for tag, attributes in page.elements if "http-equiv" in attributes]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.texts[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert re.search(r"https?:|//|url\(|@import", page.texts["style"]) is None


def test_nothing_is_loaded_from_anywhere():
    loading = {"src", "href", "srcset", "data", "action", "style", "poster", "background"}
    found = [
        (tag, name, value)
        for tag, attributes in page_of(run_of_judged()).elements
        for name, value in attributes.items()
        if name in loading or name.startswith("on")
    ]
    assert found == [("a", "href", "#findings")]


def test_totals_operations_and_times_are_plain_html():
    text = show("html", run_of_judged())
    assert "<div><dt>Errors</dt><dd>8</dd></div>" in text
    assert '<th scope="row"><span class="mono">create_<wbr>department</span></th>' in text
    assert '<svg class="time"' in text
    assert "From 2026-11-23 10:01 UTC to 2026-11-23 11:40 UTC in steps of 2 minutes; the highest number is 6." in text


def test_coverage_is_shown_when_it_is_known():
    covered = [CoverageRow(kind="operations", seen=2, total=3, missing=["<b>", "list_chats"])]
    text = show("html", run_of_judged(), coverage=lambda _: covered)
    assert "2 of 3 operations" in text
    assert '<li class="mono">&lt;b&gt;</li><li class="mono">list_chats</li>' in text
    assert "coverage" not in Page(show("html", run_of_judged())).texts["report"]


def test_a_group_links_to_pages_about_it_and_only_secure_ones():
    pages = {"create_department": "https://www.example.com/a", "list_operators": "javascript:alert(1)"}
    groups = page_of(run_of_judged(), pages=pages).report["groups"]
    found = {group["rules"][0][0]: group["links"] for group in groups}
    reference = "https://github.com/salesiq-validate/salesiq-validate/blob/main/docs/reference"
    assert found["SIQ402"] == [
        ["SIQ402", f"{reference}/rules/SIQ402.md"],
        ["SIQ601", f"{reference}/rules/SIQ601.md"],
        ["create_department", f"{reference}/operations/create_department.md"],
        ["create_department at SalesIQ", "https://www.example.com/a"],
    ]
    insecure = next(group for group in groups if group["operation"] == "list_operators")
    assert "list_operators" in dict(insecure["links"])
    assert "list_operators at SalesIQ" not in dict(insecure["links"])
    assert [about for about, _ in found["SIQ001"]] == ["SIQ001"]


def test_many_operations_are_folded_away():
    run = [Judgement(Exchange(), Report(operation=f"operation_{number}")) for number in range(30)]
    assert "<summary>5 more operations</summary>" in show("html", run)


def test_a_run_of_nothing_is_a_whole_page():
    page = page_of([])
    assert (page.rows, page.report) == ([], {"groups": [], "files": [], "codes": {}, "rules": {}})


def test_a_flood_is_counted_where_it_is_not_listed(monkeypatch):
    monkeypatch.setattr(html_page, "_MOST_ROWS", 4)
    page = page_of([refused_department(number) for number in range(5)])
    assert len(page.rows) == 4
    assert [group["count"] for group in page.report["groups"]] == [5, 5]
    monkeypatch.setattr(html_page, "MOST_GROUPS", 1)
    monkeypatch.setattr("salesiq_validate.run.results.summary.MOST_GROUPS", 1)
    page = page_of([refused_department(1)])
    assert len(page.rows) == len(page.report["groups"]) == 1
    assert "2 further findings in other groups" in show("html", [refused_department(1)])


def test_groups_of_traffic_that_was_judged_elsewhere_have_no_rows():
    summary = summary_of(run_of_judged())
    reporter_run = run_of_judged()[:1]
    page = Page(_page_with(reporter_run, summary))
    assert len({group["number"] for group in page.report["groups"]}) == len(page.report["groups"]) == 5
    assert {row[0] for row in page.rows} == {0, 1}


def _page_with(run, summary) -> str:
    stream = io.StringIO()
    reporter = make_reporter("html", stream)
    reporter.start()
    for judged in run:
        reporter.add(judged.exchange, judged.report.findings, judged.report)
    reporter.finish(summary)
    return stream.getvalue()


#: Every element that the page has for made-up traffic and a coverage.
OWN = {
    tag
    for tag, _ in page_of(
        run_of_judged(), coverage=lambda _: [CoverageRow(kind="a", seen=0, total=1, missing=["b"])]
    ).elements
}


@given(RUNS)
@settings(max_examples=40)
def test_no_recorded_text_becomes_markup(run):
    page = page_of(
        run, show_values=True, coverage=lambda _: [CoverageRow(kind="<i>", seen=0, total=0, missing=["<u>"])]
    )
    assert {tag for tag, _ in page.elements} <= OWN
    assert sum(tag == "script" for tag, _ in page.elements) == 3
    for name in ("rows", "report"):
        assert re.search(r"[<>&\u2028\u2029]", page.texts[name]) is None
    for text in _texts([page.report, page.rows]):
        assert text.isprintable()


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


# --- outlines -------------------------------------------------------------------------------------------------------


def outline(body, path, *, listed=("a", "b"), **options) -> list[str]:
    finding = Finding(MISSING, Severity.ERROR, Side.REQUEST, "body", "odd", path=KeyPath.parse(path))
    exchange = Exchange(Request("POST", "/", body=Document(body)), origin=Origin("a"))
    lines = outline_of(exchange, finding, listed_names=frozenset(listed), **options)
    return ["  " * line.depth + line.text + ("  <--" if line.is_fault else "") for line in lines]


def test_an_outline_opens_the_way_to_the_fault_only():
    body = {"a": [{"a": 1}, {"b": {"a": None}}], "b": {"a": "hm"}}
    assert outline(body, "a[1].b.a") == [
        "{",
        '  "a": [',
        "    <an object with 1 member>",
        "    {",
        '      "b": {',
        '        "a": <null>  <--',
        "      }",
        "    }",
        "  ],",
        '  "b": <an object with 1 member>',
        "}",
    ]


def test_an_outline_marks_the_whole_body_or_a_place_that_is_absent():
    assert outline([1, 2], "") == ["<an array of 2 items>  <--"]
    assert outline([1], "[4]") == ["[", "  <an integer>", "  <absent>  <--", "]"]
    assert outline({"a": 1}, "a.b") == ["{", '  "a": <an integer>', "}"]
    assert outline_of(Exchange(), refused_department(1).report.findings[0], listed_names=frozenset()) == ()


def test_an_outline_counts_what_is_far_from_the_fault():
    lines = outline(list(range(100)), "[50]")
    assert (lines[1], lines[-2]) == ("  … 38 more", "  … 37 more")
    assert len(lines) == 29


def test_an_outline_shows_values_on_request_without_their_secrets():
    body = {"a": "hm", "password": "swordfish", "b": {"a": 1}}
    lines = outline(body, "b.a", show_values=True)
    assert '  "a": "hm"' in lines
    assert '    "a": 1  <--' in lines
    assert "swordfish" not in "".join(lines)


@pytest.mark.parametrize("depth", [10, 5_000])
def test_an_outline_of_a_deep_body_ends(depth):
    body: object = 1
    for _ in range(depth):
        body = [body]
    assert len(outline(body, "[0]" * depth)) < 60


def test_a_refusal_is_outlined_in_the_request():
    judged = refused_department(1)
    refusal = judged.report.findings[2]
    lines = outline_of(judged.exchange, refusal, listed_names=frozenset({"operators"}))
    assert any(line.is_fault for line in lines)
    assert lines == outline_of(
        evolve(judged.exchange, response=None), judged.report.findings[0], listed_names=frozenset({"operators"})
    )


def test_the_head_says_of_which_run_it_is():
    facts = [("Made", "2026-11-23 by <b>"), ("Recordings", "traffic.har")]
    text = show("html", run_of_judged(), facts=lambda: facts)
    assert "<dt>Made</dt><dd>2026-11-23 by &lt;b&gt;</dd>" in text
    assert "<dt>Recordings</dt><dd>traffic.har</dd>" in text


def test_pages_of_rules_and_advice_on_codes_stand_in_the_page_once():
    missing, _, refused = refused_department(1).report.findings
    advised = Report((missing, evolve(refused, hint="Read the path.")), "create_department", refused_with=1015)
    page = page_of([Judgement(refused_department(number).exchange, advised) for number in (1, 2)])
    assert page.report["codes"] == {"1015": "Read the path."}
    assert page.report["rules"] == {"SIQ402": MISSING.doc, "SIQ601": refused.rule.doc}
