"""Text for a person: calm, grouped, and nothing of the traffic moves a cursor or speaks to a CI log."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.cli.shell import run
from tests.reporters.traffic import (
    INVALID_STREAM,
    PATH,
    RUNS,
    STATUS,
    UNKNOWN,
    Judgement,
    refused_department,
    run_of_judged,
    show,
)

from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.exchange import Exchange, Origin, Request, Response
from salesiq_validate.finding import Finding, Report, SalesIQError, Severity, Side
from salesiq_validate.reporters import CoverageRow
from salesiq_validate.reporters.console import Console, Style, quiet

EXPECTED = Path(__file__).parent / "expected"
STYLE = re.compile(r"\x1b\[[0-9;]+m")


def test_a_run_reads_like_this():
    assert show("text", run_of_judged()) == (EXPECTED / "text.txt").read_text("utf-8")


def test_the_example_is_told_on_a_screen(monkeypatch):
    # By the path that people give: a long one takes lines of its own.
    monkeypatch.chdir(Path(__file__).parents[2])
    outcome = run("check", "examples/support-desk.har", "--no-config")
    assert outcome.out.count("\n") <= 60


def test_colour_changes_no_character():
    coloured = show("text", run_of_judged(), color=True)
    assert f"\x1b[{Style.ERROR.value}merror\x1b[0m" in coloured
    assert STYLE.sub("", coloured) == show("text", run_of_judged())


LINK = re.compile(r"\x1b\]8;;(?P<page>[^\x1b]*)\x1b\\(?P<text>.*?)\x1b\]8;;\x1b\\")


def test_names_lead_to_their_pages_and_links_change_no_character():
    linked = show("text", run_of_judged(), links=True)
    assert LINK.sub(lambda link: link["text"], linked) == show("text", run_of_judged())
    pages = {link["text"]: link["page"].rpartition("/reference/")[2] for link in LINK.finditer(linked)}
    assert pages["create_department"] == "operations/create_department.md"
    assert pages["SIQ402 missing-json-key"] == "rules/SIQ402.md"
    assert pages["SIQ601 refused"] == "rules/SIQ601.md"
    assert "(recording)" not in pages


@pytest.mark.parametrize("width", [60, 80, 200])
def test_lines_keep_to_the_width_of_the_terminal(width):
    lines = show("text", run_of_judged(), width=width).splitlines()
    assert max(map(len, lines[:-1])) <= width


def test_a_stream_without_our_marks_gets_others():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    run = [
        evolve(judged, entry_finding=judged.entry_finding and evolve(judged.entry_finding, message="naïve"))
        for judged in run_of_judged()
    ]
    show("text", run, stream=stream)
    stream.flush()
    text = raw.getvalue().decode("ascii")
    assert '{ ..., "operators": [ ..., { ..., "name": <absent> } ] }' in text
    assert "na\\xefve" in text


def test_names_that_no_schema_lists_and_values_are_shown_on_request():
    assert "nickname" not in show("text", run_of_judged())
    shown = show("text", run_of_judged(), show_values=True)
    assert "body operators[1].nickname" in shown
    assert '"nickname": "countess"' in shown


def test_no_findings_is_one_line():
    clean = Judgement(Exchange(Request("GET", "/")), Report(operation="list_operators"))
    assert show("text", [clean] * 2) == "No findings in 2 exchanges.\n"
    assert show("text", [Judgement()]) == "Nothing was checked (1 skipped).\n"


def test_what_is_predicted_and_what_was_answered_are_told_apart():
    text = show("text", run_of_judged())
    assert "SalesIQ would answer 1054" in text
    assert "SalesIQ answered 1015" in text
    first, second = refused_department(1).report.findings[:1], run_of_judged()[2].report.findings
    alone = Judgement(Exchange(), Report((*second[:1], *first)))
    assert "for this one alone it would answer 1015" in " ".join(show("text", [alone]).split())
    unsure = evolve(first[0], severity=Severity.WARNING)
    assert "SalesIQ may answer 1015" in show("text", [Judgement(Exchange(), Report((unsure,)))])


def test_a_refusal_that_told_its_code_does_not_repeat_it():
    judged = refused_department(1)
    refused = evolve(judged.report.findings[2], message="SalesIQ refused the request with code 1015")
    assert "SalesIQ named" not in show("text", [Judgement(judged.exchange, Report((refused,)))])
    elsewhere = evolve(refused, path=None)
    text = " ".join(show("text", [Judgement(judged.exchange, Report((elsewhere,)))]).split())
    assert "code 1015. SalesIQ named json_key operators[1].name " in text


def test_an_id_with_blanks_stands_in_quotes():
    judged = refused_department(1)
    finding = evolve(judged.report.findings[0], origin=Origin("a.har", 0, 1, "two words"))
    assert 'a.har:1, id "two words"' in show("text", [Judgement(judged.exchange, Report((finding,)))])


def test_operations_without_findings_share_a_line_when_they_are_many():
    run = [Judgement(Exchange(), Report(operation=f"operation_{number}")) for number in range(30)]
    text = show("text", [*run, refused_department(1)])
    assert "and 30 operations with 30 exchanges and no findings" in text
    assert "operation_7" not in text


def test_a_group_of_one_is_at_a_place_and_not_first():
    finding = Finding(STATUS, Severity.INFO, Side.RESPONSE, "status", "odd", origin=Origin("a.har", 3, None, "x"))
    text = show("text", [Judgement(Exchange(None, Response(500)), Report((finding,)))])
    assert "  at a.har, entry 3, id x\n" in text
    assert "no operation of the API" in text


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("   ::error::x", "   \\x3a:error::x"),
        ("a::b", "a::b"),
    ],
    ids=["at the beginning", "behind blanks", "inside"],
)
def test_no_line_is_a_command_to_a_ci_log(line, shown):
    stream = io.StringIO()
    Console(stream, color=False, width=80).line(line)
    assert stream.getvalue() == shown + "\n"


@pytest.mark.parametrize("command", ["[error]x", "vso[task.x]", "teamcity[x]"])
def test_commands_that_logs_obey_anywhere_are_escaped(command):
    assert quiet(f"a ##{command}") == f"a #\\x23{command}"


@given(RUNS)
@settings(max_examples=50)
def test_no_recorded_text_reaches_a_terminal_or_a_log_as_more_than_text(run):
    text = show("text", run, show_values=True)
    assert text.replace("\n", "").isprintable()
    for line in text.split("\n"):
        assert not line.lstrip().startswith("::")
        assert "##" not in line


def test_wrapped_text_begins_no_line_with_a_command():
    hint = "x" * 60 + " ::warning::y"
    finding = Finding(UNKNOWN, Severity.WARNING, Side.REQUEST, "body", "odd", hint=hint)
    text = show("text", [Judgement(Exchange(), Report((finding,)))])
    assert "\\x3a:warning::y" in text


def test_many_groups_are_counted_when_they_are_too_many(monkeypatch):
    monkeypatch.setattr("salesiq_validate.run.results.summary.MOST_GROUPS", 1)
    assert "10 further findings are in other groups" in show("text", run_of_judged())


def test_the_same_rule_in_two_operations_is_two_groups():
    judged = refused_department(1)
    other = tuple(evolve(finding, operation="update_department") for finding in judged.report.findings)
    text = show("text", [judged, Judgement(judged.exchange, Report(other, "update_department", refused_with=1015))])
    head = "  1 exchange, 1 refused, 2 errors, 1 warning\n  error  SIQ402 missing-json-key + SIQ601 refused"
    assert f"create_department{head}" in text
    assert f"update_department{head}" in text


def test_a_refusal_stands_with_the_finding_that_predicted_it():
    text = " ".join(show("text", [refused_department(1), refused_department(2)]).split())
    assert "error SIQ402 missing-json-key + SIQ601 refused documented 2 times" in text
    assert f"SalesIQ answered 1015 {INVALID_STREAM} (json_key operators[1].name); 1011 would fit as well" in text


def test_a_refusal_that_a_warning_predicted_is_an_error_all_the_same():
    judged = refused_department(1)
    guessed = evolve(judged.report.findings[0], severity=Severity.WARNING)
    text = show("text", [Judgement(judged.exchange, Report((guessed, judged.report.findings[2])))])
    assert "error  SIQ601 refused + warning  SIQ402 missing-json-key" in text


def test_a_refusal_of_another_place_or_code_stands_alone():
    judged = refused_department(1)
    missing, _, refused = judged.report.findings
    for other in (evolve(refused, path=PATH.parent), evolve(refused, error=SalesIQError(1007, "odd"))):
        text = show("text", [Judgement(judged.exchange, Report((missing, other)))])
        assert "missing-json-key + SIQ601" not in text
        assert "error  SIQ601 refused" in text


def test_the_advice_of_a_code_stands_once():
    advice = "Read the path in the answer."
    judged = [refused_department(number) for number in (1, 2)]
    run = []
    for number, one in enumerate(judged):
        missing, _, refused = one.report.findings
        operation = {"operation": f"operation_{number}"}
        found = (evolve(missing, **operation), evolve(refused, hint=advice, **operation))
        run.append(Judgement(one.exchange, Report(found, f"operation_{number}", refused_with=1015)))
    text = show("text", run)
    assert text.count(advice) == 1
    assert f"\n  1015  {advice}\n" in text


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_every_report_for_people_says_whether_to_send_again(name):
    missing, _, refused = refused_department(1).report.findings
    for retry, words in [("never", "never"), ("after-wait", "after a wait"), ("once", "once")]:
        found = Report((missing, evolve(refused, hint="Read it.")), "create_department", refused_with=1015)
        errors = {1015: evolve(ErrorCatalogue()[1015], retry=retry)}
        text = show(name, [Judgement(refused_department(1).exchange, found)], errors=errors)
        assert f"Read it. Retry: {words}." in text.replace("\\", "")


def test_a_hint_that_asks_ends_with_its_question_mark_alone():
    missing, *_ = refused_department(1).report.findings
    asked = Report((evolve(missing, hint="did you mean operators?"),), "create_department")
    text = " ".join(show("text", [Judgement(refused_department(1).exchange, asked)]).split())
    assert "; did you mean operators? SalesIQ would answer" in text


def test_an_exchange_that_shares_its_line_is_told_by_its_entry_call_and_time():
    judged = refused_department(7)
    findings = tuple(evolve(finding, origin=Origin("traffic.har", 7, 1)) for finding in judged.report.findings)
    text = show(
        "text",
        [Judgement(judged.exchange, Report(findings, "create_department"))],
        paths={"create_department": "/api/v2/{screen_name}/departments"},
        width=200,
    )
    assert "traffic.har:1, entry 7 (POST /api/v2/{screen_name}/departments, 2026-11-23T10:07:00Z)" in text


def test_coverage_is_told_when_it_is_asked():
    text = show("text", run_of_judged(), coverage=lambda _: [CoverageRow(kind="operations", seen=1, total=250)])
    assert "\n1 of 250 operations exercised\n\n8 errors" in text
