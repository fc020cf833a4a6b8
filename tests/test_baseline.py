"""What a baseline knows, forgets and writes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate import Validator
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.exceptions import UnusableBaseline
from salesiq_validate.exchange import Exchange, Origin, Request
from salesiq_validate.run.baseline import Baseline

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json"}
VALIDATOR = Validator()


def findings(body):
    request = Request("POST", URL, tuple(HEADERS.items()), json.dumps(body).encode())
    return VALIDATOR.check(Exchange(request)).findings


def test_a_known_finding_is_known_at_any_index_and_value():
    baseline = Baseline()
    for finding in findings({"name": "Billing", "operators": ["nobody"]}):
        baseline.accept(finding)
    again = findings({"name": "Sales", "operators": ["100000000000001", "somebody"]})
    assert again
    assert all(baseline.knows(finding) for finding in again)


def test_another_place_is_not_known():
    baseline = Baseline()
    for finding in findings({"name": "Billing"}):
        baseline.accept(finding)
    assert not any(baseline.knows(finding) for finding in findings({"operators": []}))


def findings_in(file, body):
    return [evolve(finding, origin=Origin(str(file))) for finding in findings(body)]


@pytest.fixture
def recordings(tmp_path):
    files = [tmp_path / "cassettes" / name for name in ("a.yaml", "b.yaml")]
    files[0].parent.mkdir()
    for file in files:
        file.touch()
    return files


@pytest.fixture
def of_both(tmp_path, recordings):
    """A baseline of two recordings, read from its file: the name is missing in both, the operators in the first."""
    baseline = Baseline.at(str(tmp_path / "baseline.json"))
    for finding in [*findings_in(recordings[0], {}), *findings_in(recordings[1], {"operators": ["100000000000001"]})]:
        baseline.accept(finding)
    baseline.write(str(tmp_path / "baseline.json"))
    return Baseline.read(str(tmp_path / "baseline.json"))


def places_of(entries):
    return {entry.place: entry.files for entry in entries}


BOTH, FIRST = ("cassettes/a.yaml", "cassettes/b.yaml"), ("cassettes/a.yaml",)


def test_an_entry_names_the_recordings_that_show_it(of_both):
    assert places_of(of_both.entries.values()) == {"request body name": BOTH, "request body operators": FIRST}


def test_what_does_not_occur_is_stale_and_pruned(of_both, recordings):
    judged = [str(file) for file in recordings]
    for finding in findings_in(recordings[1], {"operators": ["100000000000001"]}):
        of_both.knows(finding)
    assert places_of(of_both.stale(judged)) == {"request body operators": FIRST}
    assert places_of(of_both.pruned(judged).entries.values()) == {"request body name": ("cassettes/b.yaml",)}


def test_what_stands_in_a_recording_that_was_not_judged_is_not_stale(of_both, recordings):
    judged = [str(recordings[1])]
    assert of_both.stale(judged) == []
    kept = of_both.pruned(judged)
    assert places_of(kept.entries.values()) == {"request body name": FIRST, "request body operators": FIRST}


def test_what_stood_in_a_recording_that_is_gone_is_stale(of_both, recordings):
    recordings[0].unlink()
    assert places_of(of_both.stale([])) == {"request body operators": FIRST}


def test_recordings_are_the_same_wherever_the_run_begins(of_both, recordings, monkeypatch):
    monkeypatch.chdir(recordings[0].parent)
    assert places_of(of_both.stale(["a.yaml"])) == {"request body operators": FIRST}


def test_a_baseline_without_recordings_tells_what_is_stale_and_is_not_pruned(tmp_path, of_both):
    path = tmp_path / "baseline.json"
    document = json.loads(path.read_text())
    for entry in document["findings"]:
        del entry["files"]
    path.write_text(json.dumps(document))
    old = Baseline.read(str(path))
    assert len(old.stale([])) == 2
    assert old.pruned([]).entries == old.entries


def test_a_finding_in_too_many_recordings_names_none(tmp_path):
    baseline = Baseline.at(str(tmp_path / "baseline.json"))
    for number in range(150):
        for finding in findings_in(tmp_path / f"{number}.yaml", {}):
            baseline.accept(finding)
    baseline.write(str(tmp_path / "baseline.json"))
    assert {entry.files for entry in Baseline.read(str(tmp_path / "baseline.json")).entries.values()} == {()}


def test_the_file_follows_its_published_schema_and_holds_no_value(tmp_path):
    path = tmp_path / "baseline.json"
    baseline = Baseline()
    for finding in findings({"name": ["canary-1"], "canary of 2026": 1, "operators": ["canary-3"]}):
        baseline.accept(finding)
    baseline.write(str(path))
    jsonschema.validate(json.loads(path.read_text()), read_schema_file("formats/baseline-v1.schema.json"))
    assert "canary" not in path.read_text()


def test_writing_and_reading_are_inverses(tmp_path):
    path = str(tmp_path / "baseline.json")
    baseline = Baseline()
    for finding in findings({}):
        baseline.accept(finding)
    baseline.write(path)
    assert Baseline.read(path).entries == baseline.entries


@given(st.binary(max_size=60) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_no_file_makes_reading_fail_otherwise(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("baseline") / "baseline.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UnusableBaseline, match="it is not a baseline"):
        Baseline.read(str(path))


def test_of_a_file_that_is_not_there_it_is_told_how_to_make_it(tmp_path):
    with pytest.raises(UnusableBaseline, match="there is no such file; make it with `salesiq-validate baseline"):
        Baseline.read(str(Path(tmp_path) / "none.json"))
