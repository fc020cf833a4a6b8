"""GitLab's Code Quality report: an array of issues, each with what GitLab asks for."""

from __future__ import annotations

import json

import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.reporters.traffic import RUNS, Judgement, refused_department, run_of_judged, show

from salesiq_validate.exchange import Origin
from salesiq_validate.finding import Report


def issues_of(run, **options):
    return json.loads(show("gitlab", run, **options))


def test_an_issue_is_a_story_at_its_first_place():
    issue = next(issue for issue in issues_of(run_of_judged()) if issue["check_name"] == "SIQ402")
    assert issue["location"] == {"path": "traffic.jsonl", "lines": {"begin": 2}}
    assert issue["severity"] == "major"
    assert issue["description"].startswith(
        "SIQ402 missing-json-key + SIQ601 refused in create_department: body operators[1].name: "
        "a required key is absent. SalesIQ answered 1015"
    )
    assert issue["description"].endswith("4 times, first at traffic.jsonl:2")


def test_a_hint_is_told_as_one():
    judged = refused_department(1)
    found = evolve(judged.report.findings[0], hint="send a list")
    (issue,) = issues_of([Judgement(judged.exchange, Report((found,)))])
    assert ". Hint: send a list" in issue["description"]


def test_fingerprints_differ_in_a_report_and_stay_from_run_to_run():
    first, second = issues_of(run_of_judged()), issues_of(run_of_judged()[::-1])
    fingerprints = [issue["fingerprint"] for issue in first]
    assert len(set(fingerprints)) == len(fingerprints)
    assert {issue["fingerprint"] for issue in second} == set(fingerprints)


def test_without_findings_there_is_an_empty_array():
    assert show("gitlab", []) == "[]\n"


@pytest.mark.parametrize("origin", [None, Origin()])
def test_what_has_no_place_has_one_all_the_same(origin):
    judged = refused_department(1)
    found = evolve(judged.report.findings[0], origin=origin)
    (issue,) = issues_of([Judgement(judged.exchange, Report((found,)))])
    assert issue["location"] == {"path": "-", "lines": {"begin": 1}}


@given(RUNS)
@settings(max_examples=40)
def test_whatever_was_recorded_the_report_has_its_form(run):
    for issue in issues_of(run):
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major"}
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["description"].isprintable()


def test_an_entry_that_shares_its_line_is_named():
    judged = refused_department(7)
    found = evolve(judged.report.findings[0], origin=Origin("traffic.har", 7, 1))
    (issue,) = issues_of([Judgement(judged.exchange, Report((found,)))])
    assert issue["description"].endswith("1 time, first at traffic.har:1, entry 7 (POST, 2026-11-23T10:07:00Z)")
