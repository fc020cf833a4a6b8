"""Markdown for a pull request: short enough, and inert whatever was recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from markdown_it import MarkdownIt
from tests.reporters.traffic import HOSTILE, RUNS, Judgement, refused_department, run_of_judged, show

from salesiq_validate.finding import Finding, Report
from salesiq_validate.reporters import CoverageRow
from salesiq_validate.reporters.markdown import code, inert

EXPECTED = Path(__file__).parent / "expected"
GITHUB_FLAVOURED = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OWN_HTML = ("<!-- salesiq-validate -->", "<details><summary>", "</details>")


def tokens_of(text: str):
    todo = list(GITHUB_FLAVOURED.parse(text))
    while todo:
        token = todo.pop(0)
        yield token
        todo = [*(token.children or []), *todo]


def test_a_run_reads_like_this():
    assert show("markdown", run_of_judged()) == (EXPECTED / "markdown.md").read_text("utf-8")


def test_what_the_traffic_exercised_is_listed_when_it_is_known():
    text = show("markdown", run_of_judged(), coverage=lambda _: [CoverageRow(kind="operations", seen=2, total=250)])
    assert "- operations: 2 of 250\n" in text


def test_a_comment_is_never_too_long():
    judged = refused_department(1)
    (finding, *_) = judged.report.findings
    many = [evolve(finding, operation=f"operation_{number:03}", hint="h" * 2_000) for number in range(300)]
    text = show("markdown", [Judgement(judged.exchange, Report(many))])
    assert 20_000 < len(text) < 61_000
    assert "200 more groups of findings." in text
    assert "groups do not fit here." in text


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        (" a", "`  a `"),
        ("", "`   `"),
        ("a|b", "`a\\|b`"),
        ("a\nb", "`a\\nb`"),
    ],
)
def test_a_code_span_holds_its_text(text, span):
    assert code(text) == span


@given(HOSTILE)
@settings(max_examples=80)
def test_a_code_span_is_one_whatever_is_in_it(text):
    (paragraph,) = [token for token in tokens_of(f"x {code(text)} y") if token.type == "inline"]
    assert [child.type for child in paragraph.children] == ["text", "code_inline", "text"]


@given(HOSTILE)
@settings(max_examples=80)
def test_a_sentence_is_text_whatever_is_in_it(text):
    kinds = {token.type for token in tokens_of(f"x {inert(text)} y")}
    html = [token.content for token in tokens_of(f"x {inert(text)} y") if token.type == "html_inline"]
    assert kinds <= {"paragraph_open", "inline", "text", "text_special", "html_inline", "paragraph_close"}
    assert set(html) <= {"<!-- -->"}, "which breaks mentions and links"


@given(RUNS)
@settings(max_examples=40)
def test_no_recorded_text_becomes_markup(run):
    text = show("markdown", run, show_values=True)
    assert text.replace("\n", "").isprintable()
    for token in tokens_of(text):
        assert token.type not in {"link_open", "image", "heading_open"} or token.markup == "###"
        if token.type == "html_inline":
            assert token.content == "<!-- -->"
        if token.type == "html_block":
            assert token.content.startswith(OWN_HTML)
            assert "<" not in token.content.removeprefix(OWN_HTML[1]).replace("</summary>", "").replace(
                "</details>", ""
            ).replace(OWN_HTML[0], "")


def test_a_run_without_findings_is_a_line_and_a_table():
    text = show("markdown", [Judgement(refused_department(1).exchange, Report(operation="list_operators"))])
    assert text.startswith("<!-- salesiq-validate -->\n### salesiq-validate: No findings in 1 exchange.\n")
    assert isinstance(refused_department(1).report.findings[0], Finding)
