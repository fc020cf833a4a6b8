"""GitHub's log: our commands, at most ten, and none of the traffic's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.reporters.traffic import RUNS, Judgement, refused_department, run_of_judged, show

from salesiq_validate.exchange import Origin
from salesiq_validate.finding import Report

EXPECTED = Path(__file__).parent / "expected"
COMMAND = re.compile(r"::(error|warning|notice) title=SIQ\d{3} [a-z-]+(,file=[^,:\n]*)?(,line=\d+)?::[^\r\n]*")


@pytest.fixture(autouse=True)
def no_step_summary(monkeypatch):
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def test_a_run_reads_like_this():
    assert show("github", run_of_judged()) == (EXPECTED / "github.txt").read_text("utf-8")


def test_what_github_would_obey_is_escaped():
    judged = refused_department(1)
    (finding, *_) = judged.report.findings
    hostile = evolve(finding, message="100%\n::error::x", origin=Origin("a,b:c%.jsonl", 0, 1))
    first = show("github", [Judgement(judged.exchange, Report((hostile,)))]).splitlines()[0]
    assert "file=a%2Cb%3Ac%25.jsonl,line=1::" in first
    assert "100%25\\n::error::x%0A" in first


def test_ten_groups_are_annotated_and_the_others_counted():
    (finding, *_) = refused_department(1).report.findings
    many = [evolve(finding, operation=f"operation_{number:02}") for number in range(13)]
    lines = show("github", [Judgement(refused_department(1).exchange, Report(many))]).splitlines()
    assert sum(line.startswith("::") for line in lines) == 10
    assert lines[10] == "3 more groups of findings: see the step summary."
    assert lines[11].startswith("13 errors in 1 exchange")


def test_the_step_summary_is_appended(tmp_path, monkeypatch):
    file = tmp_path / "summary.md"
    file.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    show("github", run_of_judged())
    assert file.read_text("utf-8") == "before\n" + show("markdown", run_of_judged())


def test_a_step_summary_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    assert "The step summary could not be written: " in show("github", run_of_judged())


@given(RUNS)
@settings(max_examples=50)
def test_only_our_own_commands_stand_in_the_log(run):
    text = show("github", run, show_values=True)
    assert text.replace("\n", "").isprintable()
    lines = text.split("\n")
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert len(commands) <= 10
    assert all(COMMAND.fullmatch(line) for line in commands)
    assert not any("##" in line for line in lines)
