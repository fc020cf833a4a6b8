"""JUnit XML: a file that a CI server reads whatever the traffic held, because an unreadable one counts as green."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from attrs import evolve
from hypothesis import given, settings
from tests.reporters.traffic import RUNS, Judgement, refused_department, run_of_judged, show, summary_of

from salesiq_validate.exchange import Exchange, Request
from salesiq_validate.finding import Report, Severity

EXPECTED = Path(__file__).parent / "expected"


def test_a_run_reads_like_this():
    assert show("junit", run_of_judged()) == (EXPECTED / "junit.xml").read_text("utf-8")


def test_counts_agree_with_the_cases():
    root = ET.fromstring(show("junit", run_of_judged()))
    for element in [root, *root]:
        cases = list(element.iter("testcase"))
        assert int(element.get("tests")) == len(cases)
        assert int(element.get("failures")) == sum(case.find("failure") is not None for case in cases)
        assert int(element.get("errors")) == sum(case.find("error") is not None for case in cases)


def test_warnings_fail_when_they_fail_the_run():
    def failures(fail_on):
        return int(ET.fromstring(show("junit", run_of_judged(), fail_on=fail_on)).get("failures"))

    assert [failures(fail_on) for fail_on in (None, Severity.ERROR, Severity.WARNING, Severity.INFO)] == [0, 3, 4, 5]


def test_an_operation_without_findings_passes():
    root = ET.fromstring(show("junit", [Judgement(Exchange(Request("GET", "/")), Report(operation="list_operators"))]))
    (case,) = root.iter("testcase")
    assert case.attrib == {"classname": "list_operators", "name": "1 exchange without failure"}


def test_characters_that_xml_forbids_are_escaped_and_not_dropped():
    judged = refused_department(1)
    (finding, *_) = judged.report.findings
    hostile = evolve(finding, message="a\x00b\x1b[31m\ufffe\ud800]]>")
    text = show("junit", [Judgement(judged.exchange, Report((hostile,)))])
    (failure,) = ET.fromstring(text).iter("failure")
    assert failure.get("message") == "SIQ402 missing-json-key: a\\x00b\\x1b[31m\\ufffe\\ud800]]>"


@given(RUNS)
@settings(max_examples=40)
def test_any_text_gives_xml_with_every_failure_in_it(run):
    text = show("junit", run)
    root = ET.fromstring(text.encode("utf-8"))
    errors = sum(group.first.severity is Severity.ERROR for group in summary_of(run).groups.values())
    assert int(root.get("failures")) + int(root.get("errors")) == errors
