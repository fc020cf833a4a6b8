"""`baseline`, and what `check` does with one; coverage and drift of `check`."""

from __future__ import annotations

import json

import pytest
from tests.cli.shell import TOKEN, run

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"


def line(body):
    headers = {"Authorization": TOKEN, "Content-Type": "application/json"}
    return json.dumps({"request": {"method": "POST", "url": URL, "headers": headers, "json": body}, "response": None})


@pytest.fixture
def recording(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "traffic.jsonl").write_text(line({"name": "Billing"}) + "\n")
    return tmp_path / "traffic.jsonl"


def test_known_findings_do_not_fail_a_run(recording):
    assert run("check", recording).code == 1
    assert run("baseline", "create", recording).code == 0
    outcome = run("check", recording, "--baseline", "salesiq-baseline.json")
    assert (outcome.code, outcome.err) == (0, "")


def test_a_new_finding_fails_a_run(recording):
    run("baseline", "create", recording)
    recording.write_text(line({"operators": []}) + "\n")
    assert run("check", recording, "--baseline", "salesiq-baseline.json").code == 1


def test_a_stale_entry_is_told_and_fails_only_when_asked(recording):
    run("baseline", "create", recording)
    recording.write_text(line({"name": "Billing", "operators": ["100000000000001"]}) + "\n")
    outcome = run("check", recording, "--baseline", "salesiq-baseline.json")
    assert outcome.code == 0
    assert "no longer found: SIQ402 create_department request body operators" in outcome.err
    assert run("check", recording, "--baseline", "salesiq-baseline.json", "--strict-baseline").code == 1
    assert run("baseline", "check", recording).code == 1
    assert run("baseline", "prune", recording).code == 0
    assert run("baseline", "check", recording).code == 0


def test_part_of_the_recordings_tells_nothing_of_the_others(recording):
    other = recording.with_name("other.jsonl")
    other.write_text(line({"operators": []}) + "\n")
    run("baseline", "create", ".")
    known = recording.with_name("salesiq-baseline.json")
    before = known.read_text()
    other.write_text(line({"name": "Billing", "operators": ["100000000000001"]}) + "\n")
    outcome = run("check", recording, "--baseline", known, "--strict-baseline")
    assert (outcome.code, outcome.err) == (0, "")
    assert run("baseline", "prune", recording).code == 0
    assert known.read_text() == before
    assert run("check", ".", "--baseline", known, "--strict-baseline").code == 1


def test_the_command_line_has_the_last_word_on_strictness(recording):
    run("baseline", "create", recording)
    recording.write_text(line({"name": "Billing", "operators": ["100000000000001"]}) + "\n")
    recording.with_name("salesiq-validate.toml").write_text(
        'baseline = "salesiq-baseline.json"\nstrict-baseline = true'
    )
    assert run("check", recording).code == 1
    assert run("check", recording, "--no-strict-baseline").code == 0


def test_a_baseline_that_is_none_ends_with_2(recording):
    outcome = run("check", recording, "--baseline", recording)
    assert outcome.code == 2
    assert "it is not a baseline" in outcome.err


def test_a_baseline_stays_as_it_was_when_a_recording_cannot_be_read(recording):
    run("baseline", "create", recording)
    before = recording.with_name("salesiq-baseline.json").read_text()
    outcome = run("baseline", "create", recording, "misspelt.har")
    assert outcome.code == 2
    assert "salesiq-baseline.json was not written" in outcome.out
    assert recording.with_name("salesiq-baseline.json").read_text() == before


def test_machine_formats_count_what_is_known(recording):
    run("baseline", "create", recording)
    document = run("check", recording, "--baseline", "salesiq-baseline.json", "--format", "json").document
    assert (document["findings"], document["known"]) == ([], 1)


def test_too_little_coverage_fails_a_run(recording):
    outcome = run("check", recording, "--fail-on", "never", "--fail-under", "50")
    assert outcome.code == 1
    assert "--fail-under requires 50 %" in outcome.err
    assert "operations exercised" in outcome.out


@pytest.fixture
def accepted(recording):
    """A recording of a department that was created although a key was absent."""
    item = json.loads(line({"name": "Billing"}))
    answer = {"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {"canary of 2026": 1}}
    item["response"] = {"status": 200, "headers": {"Content-Type": "application/json"}, "json": answer}
    recording.write_text(json.dumps(item) + "\n")
    return recording


def test_drift_names_operation_and_place(accepted):
    outcome = run("check", accepted, "--drift")
    assert "create_department  body operators (1015)" in outcome.out
    assert "accepted, although a rule would have refused it: once" in outcome.out
    assert "canary" not in outcome.out


def test_drift_is_part_of_the_machine_formats(accepted):
    outcome = run("check", accepted, "--drift", "--format", "json")
    found = [(row["operation"], row["disagreement"], row["json_key"]) for row in outcome.document["drift"]]
    assert found == [
        ("create_department", "accepted", "operators"),
        ("create_department", "unlisted-member", "data.<key>"),
    ]
    assert outcome.err == ""


def test_drift_goes_to_standard_error_where_no_format_shows_it(accepted):
    outcome = run("check", accepted, "--drift", "--format", "sarif")
    assert "create_department  body operators (1015)" in outcome.err


def test_an_extension_file_from_drift_ends_it(accepted, tmp_path):
    target = tmp_path / "portal.extension.json"
    first = run("check", accepted, "--drift-extension", target)
    assert first.code == 1
    assert "create_department  body operators (1015)" in first.out
    again = run("check", accepted, "--drift", "--extend", target, "--format", "json")
    assert (again.code, again.document["drift"]) == (0, [])


def test_without_anything_to_correct_no_extension_file_is_written(recording, tmp_path):
    item = json.loads(line({"name": "Billing", "operators": ["104000000000123"]}))
    error = {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "operators[0]"}
    item["response"] = {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"error": error}}
    recording.write_text(json.dumps(item) + "\n")
    target = tmp_path / "portal.extension.json"
    outcome = run("check", recording, "--drift-extension", target)
    assert "no extension file can say it: create_department, body operators[*]: refused, and no rule" in outcome.err
    assert "there is nothing to correct" in outcome.err
    assert not target.exists()


def test_an_extension_file_never_overwrites_a_recording(accepted):
    outcome = run("check", accepted, "--drift-extension", accepted)
    assert outcome.code == 2
    assert "would overwrite a recording" in outcome.err


def test_an_output_never_overwrites_what_the_run_goes_by(accepted, tmp_path):
    used = tmp_path / "portal.extension.json"
    assert run("check", accepted, "--drift-extension", used).code == 1
    known = tmp_path / "known.json"
    assert run("baseline", "create", accepted, "--file", known).code == 0
    before = used.read_bytes(), known.read_bytes()
    for options, what in [
        (["--extend", used, "--drift-extension", used], "an extension file that is used"),
        (["--extend", used, "--output", f"json={used}"], "an extension file that is used"),
        (["--baseline", known, "--drift-extension", known], "the baseline"),
    ]:
        outcome = run("check", accepted, *options)
        assert outcome.code == 2
        assert f"would overwrite {what}" in outcome.err
    assert (used.read_bytes(), known.read_bytes()) == before
