"""The HTML page in a real browser: what it shows, how it is used by keyboard, and that nothing in it comes alive."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from tests.reporters.chromium import CHROMIUM, Browser
from tests.reporters.traffic import UNKNOWN, Judgement, refused_department, run_of_judged, show

from salesiq_validate.exchange import Document, Exchange, Origin, Request
from salesiq_validate.finding import Finding, Report, Severity, Side
from salesiq_validate.keypath import KeyPath
from salesiq_validate.reporters import DriftRow
from salesiq_validate.reporters.documentation import rule_page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")

TEXT = "document.querySelector({!r}).innerText"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open the page of a run; in the end nothing may have been loaded, run or complained about."""
    opened_files = []

    def open_page(run, *, width=1280, **options):
        file = tmp_path / "report.html"
        file.write_text(show("html", run, **options), "utf-8")
        opened_files.append(file)
        browser.seconds = browser.open(file, width=width)
        return browser

    yield open_page
    assert set(browser.requests) == {file.as_uri() for file in opened_files}
    assert browser.complaints == []


def choose(browser, name, value):
    browser.run(
        f"(() => {{ const field = document.getElementById({name!r}); field.value = {value!r};"
        "field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    browser.run("new Promise((done) => setTimeout(done, 200))")
    return browser.run(TEXT.format("#status"))


def groups_of(browser):
    return browser.run("[...document.querySelectorAll('#groups .rule')].map((span) => span.textContent)")


def test_groups_are_listed_and_unfold(opened):
    browser = opened(run_of_judged(), listed_names=frozenset({"name", "operators", "role"}))
    assert browser.run(TEXT.format("#status")) == "5 groups with 11 findings."
    assert groups_of(browser) == ["SIQ001", "SIQ205", "SIQ402 + SIQ601", "SIQ404", "SIQ503"]
    browser.run("document.querySelectorAll('#groups button')[2].click()")
    text = browser.run(TEXT.format("#groups .inside:not([hidden])"))
    assert "SalesIQ answered 1015 Either the input stream is invalid or absent" in text
    assert '"name": <absent>  ← here' in text
    assert "traffic.jsonl:2" in text
    assert browser.run("document.querySelectorAll('#groups .inside:not([hidden]) tbody tr').length") == 4


def test_an_exchange_that_shares_its_line_is_named_by_its_entry_and_call(opened):
    (finding, *_) = refused_department(7).report.findings
    found = evolve(finding, origin=Origin("traffic.har", 7, 1))
    judged = Judgement(refused_department(7).exchange, Report((found,), "create_department"))
    browser = opened([judged], paths={"create_department": "/api/v2/{screen_name}/departments"})
    browser.run("document.querySelector('#groups button').click()")
    text = browser.run(TEXT.format("#groups .inside"))
    assert "POST /api/v2/{screen_name}/departments, 2026-11-23T10:07:00Z" in text
    assert "traffic.har:1, entry 7" in text


def test_search_and_filter_narrow_groups_and_exchanges(opened):
    browser = opened(run_of_judged())
    assert choose(browser, "search", "REQ-2") == "2 groups with 2 findings."
    assert choose(browser, "search", "req-2 unknown-json") == "1 group with 1 finding."
    assert choose(browser, "search", "1054") == "1 group with 1 finding."
    assert choose(browser, "search", "nowhere") == "No group matches this filter."
    assert choose(browser, "search", "") == "5 groups with 11 findings."
    assert choose(browser, "severity", "warning") == "1 group with 2 findings."
    assert choose(browser, "severity", "*") == "5 groups with 11 findings."
    assert choose(browser, "operation", "list_operators") == "1 group with 1 finding."
    assert choose(browser, "operation", "") == "1 group with 1 finding."
    assert groups_of(browser) == ["SIQ001"]


def test_what_is_chosen_stands_in_the_address(opened, tmp_path):
    browser = opened(run_of_judged())
    choose(browser, "rule", "SIQ601")
    assert choose(browser, "search", "req-2") == "1 group with 1 finding."
    assert browser.run("location.hash") == "#search=req-2&rule=SIQ601"
    browser.reload()
    assert browser.run(TEXT.format("#status")) == "1 group with 1 finding."
    assert browser.run("document.getElementById('rule').value") == "SIQ601"
    browser.run("document.querySelector('.outcome a').click()")
    browser.run("new Promise((done) => setTimeout(done, 50))")
    assert browser.run(TEXT.format("#status")) == "1 group with 1 finding."
    browser.run("location.hash = 'severity=warning&rule=nothing'")
    browser.run("new Promise((done) => setTimeout(done, 50))")
    assert browser.run(TEXT.format("#status")) == "1 group with 2 findings."


def test_the_page_of_a_rule_unfolds_inside(opened):
    doc = 'Find it.\n\n## What it does\n\nIt `reads`.\n\n```json\n{"a": 1}\n```\n\n## Source\n\nhttps://example.com/\n'
    rule = evolve(UNKNOWN, doc=doc)
    finding = Finding(rule, Severity.ERROR, Side.REQUEST, "body", "odd")
    browser = opened([Judgement(Exchange(), Report((finding,)))])
    browser.run("document.querySelector('#groups button').click()")
    browser.run("document.querySelector('details.page').open = true")
    parts = "[...document.querySelectorAll('details.page > *')].map((part) => `${part.tagName} ${part.textContent}`)"
    assert browser.run(parts) == [
        "SUMMARY The page of SIQ404 unknown-json-key",
        "P Find it.",
        "H4 What it does",
        "P It reads.",
        'PRE {"a": 1}',
        "H4 Source",
        "P https://example.com/",
    ]


def test_the_drift_table_is_whole_on_a_phone(opened):
    row = DriftRow(
        operation="create_department",
        kind="accepted",
        words="accepted, although a rule would have refused it",
        where="body",
        json_key="operators[*].name_of_some_length.and_more",
        code=1015,
        count=3,
        first=Origin("tests/cassettes/departments/created_without_operators.yaml", 3, 1200),
    )
    browser = opened(run_of_judged(), width=390, drift=lambda: [row])
    cells = "[...document.querySelectorAll('table.drift td')].map((cell) => cell.getBoundingClientRect().right)"
    assert max(browser.run(cells)) <= 390
    assert browser.run("document.querySelector('table.drift').parentElement.scrollWidth") <= 390


def test_the_exchanges_of_a_group_are_whole_on_a_phone(opened):
    browser = opened(run_of_judged(), width=390)
    browser.run("document.querySelector('#groups button').click()")
    cells = "[...document.querySelectorAll('.exchanges td')].map((cell) => cell.getBoundingClientRect().right)"
    assert 0 < max(browser.run(cells)) <= 390
    assert browser.run("document.querySelector('.exchanges').parentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_the_order_is_read_whole_beside_its_arrow(opened, width):
    browser = opened(run_of_judged(), width=width)
    room = """(() => {
        const select = document.querySelector("#order"), style = getComputedStyle(select);
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = style.font;
        const longest = Math.max(...[...select.options].map((option) => pen.measureText(option.text).width));
        return select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - longest;
    })()"""
    assert browser.run(room) >= 16
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_groups_are_ordered_by_how_often_they_occur_when_asked(opened):
    browser = opened(run_of_judged())
    by_rule = groups_of(browser)
    choose(browser, "order", "times")
    script = "[...document.querySelectorAll('#groups .times')].map((span) => parseInt(span.textContent || '1'))"
    times = browser.run(script)
    assert times == sorted(times, reverse=True)
    assert sorted(groups_of(browser)) == sorted(by_rule) != groups_of(browser)
    choose(browser, "order", "*")
    assert groups_of(browser) == by_rule


def test_the_page_is_used_by_keyboard(opened):
    browser = opened(run_of_judged())
    browser.press("Tab")
    assert browser.run("document.activeElement.textContent") == "Go to the findings"
    browser.press("Enter")
    assert browser.run("document.activeElement.id") == "findings"
    for name in ("search", "severity", "operation", "rule", "side", "order"):
        browser.press("Tab")
        assert browser.run("document.activeElement.id") == name
    browser.press("Tab")
    for key, expanded in (("Enter", "true"), (" ", "false")):
        browser.press(key)
        assert browser.run("document.activeElement.getAttribute('aria-expanded')") == expanded
    controls = "document.getElementById(document.activeElement.getAttribute('aria-controls')).hidden"
    assert browser.run(controls) is True


def test_a_screen_reader_finds_a_name_for_everything(opened):
    browser = opened(run_of_judged())
    browser.run("document.querySelectorAll('#groups button').forEach((button) => button.click())")
    nodes = browser.send("Accessibility.getFullAXTree")["nodes"]
    roles = {"button", "searchbox", "combobox", "region", "navigation", "link", "heading", "progressbar"}
    used = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and node.get("role", {}).get("value") in roles
    ]
    assert {"button", "searchbox", "combobox", "region", "heading"} <= {role for role, _ in used}
    assert [role for role, name in used if not name] == []
    levels = browser.run("[...document.querySelectorAll('h1, h2, h3')].map((heading) => Number(heading.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert browser.run("document.querySelector('[role=status]').textContent").startswith("5 groups")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_its_window(opened, width):
    long = "x" * 200
    run = run_of_judged()
    finding = evolve(
        run[0].report.findings[0], operation=long, message=long, hint=long, origin=Origin(long, 1, 1, long), header=long
    )
    browser = opened([*run, Judgement(run[0].exchange, Report((finding,), long))], width=width)
    browser.run("document.querySelectorAll('#groups button').forEach((button) => button.click())")
    assert browser.run("document.documentElement.scrollWidth") <= width


HOSTILE = [
    "</script><script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title = 'owned'\">",
    "<!--<script>",
    "&lt;b&gt;\u202egnp.exe\x1b[31m",
    "javascript:document.title='owned'",
    "https://tracker.example.com/pixel.png",
    "__proto__",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_recorded_comes_alive(opened, text):
    origin = Origin(text, 0, 1, text)
    finding = Finding(
        UNKNOWN,
        Severity.ERROR,
        Side.REQUEST,
        "body",
        text,
        path=KeyPath((text,)),
        hint=text,
        origin=origin,
        operation=text,
    )
    exchange = Exchange(Request("POST", text, body=Document({text: text})), origin=origin, time=text)
    browser = opened([Judgement(exchange, Report((finding,), text))], show_values=True)
    elements = browser.run("document.querySelectorAll('img, iframe, script').length")
    browser.run("document.querySelector('#groups button').click()")
    assert browser.run("document.title") == "salesiq-validate report"
    assert browser.run("document.querySelectorAll('img, iframe, script').length") == elements == 3
    links = browser.run("[...document.links].map((link) => link.getAttribute('href'))")
    assert links == ["#findings", rule_page(UNKNOWN)]
    shown = browser.run(TEXT.format("#groups .inside"))
    assert text.replace("\u202e", "\\u202e").replace("\x1b", "\\x1b") in shown


def test_pages_keep_a_hundred_thousand_findings_quick(opened):
    (finding,) = refused_department(0).report.findings[:1]
    findings = [evolve(finding, origin=Origin("big.jsonl", at, at + 1, f"req-{at}")) for at in range(100_000)]
    others = [evolve(finding, operation=f"operation_{at:03}") for at in range(120)]
    browser = opened([Judgement(entry_finding=finding) for finding in [*findings, *others]])
    assert browser.run(TEXT.format("#status")) == "121 groups with 100,120 findings."
    assert browser.run("document.querySelectorAll('#groups > li').length") == 50
    took = browser.run(
        "(() => { const begin = performance.now(); document.querySelector('#groups button').click();"
        "document.body.offsetHeight; return performance.now() - begin; })()"
    )
    assert browser.run("document.querySelectorAll('#groups tbody tr').length") == 25
    assert choose(browser, "search", "req-77777") == "1 group with 1 finding."
    choose(browser, "search", "")
    browser.run("[...document.querySelectorAll('nav.pages')].at(-1).querySelectorAll('button')[1].click()")
    assert browser.run("document.activeElement.getAttribute('aria-expanded')") == "false", "the focus moves to the list"
    assert "Page 2 of 3" in browser.run(TEXT.format("nav.pages"))
    # Ten times what they take on a shared machine: 0.5 s and 20 ms.
    assert browser.seconds < 5
    assert took < 200


def test_without_a_script_the_numbers_are_there(opened):
    browser = opened(run_of_judged())
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.reload()
        assert "JavaScript, which is switched off" in browser.run(TEXT.format("#status"))
        assert browser.run(TEXT.format(".outcome")).startswith("8 errors, 2 warnings and 1 note in 5 exchanges")
    finally:
        browser.send("Emulation.setScriptExecutionDisabled", value=False)
