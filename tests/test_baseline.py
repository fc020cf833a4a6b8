"""What a baseline knows, forgets and writes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate import Validator
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.exceptions import UnusableBaseline
from salesiq_validate.run.baseline import Baseline

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json"}
VALIDATOR = Validator()


def findings(body):
    return VALIDATOR.check_request("POST", URL, headers=HEADERS, json=body).findings


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


def test_what_does_not_occur_is_stale_and_pruned(tmp_path):
    path = str(tmp_path / "baseline.json")
    baseline = Baseline()
    for finding in findings({}):
        baseline.accept(finding)
    baseline.write(path)
    read = Baseline.read(path)
    for finding in findings({"name": "Billing"}):
        read.knows(finding)
    assert [entry.place for entry in read.stale] == ["request body name"]
    assert [entry.place for entry in read.pruned().entries.values()] == ["request body operators"]


def test_the_file_follows_its_published_schema_and_holds_no_value(tmp_path):
    path = tmp_path / "baseline.json"
    baseline = Baseline()
    for finding in findings({"name": ["canary-1"], "canary-2": 1, "operators": ["canary-3"]}):
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
    with pytest.raises(UnusableBaseline, match="it is no baseline"):
        Baseline.read(str(path))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnusableBaseline, match="cannot be read"):
        Baseline.read(str(Path(tmp_path) / "none.json"))
