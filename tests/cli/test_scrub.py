"""`scrub`: what is gone, what stays, and where it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.shell import run

EXAMPLES = Path(__file__).parents[2] / "examples"
TOKEN = "1000.0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"


@pytest.fixture
def recording(tmp_path):
    exchange = {
        "request": {
            "method": "POST",
            "url": "https://salesiq.zoho.com/api/v2/northwind-desk/operators",
            "headers": {"Authorization": f"Zoho-oauthtoken {TOKEN}", "Content-Type": "application/json"},
            "json": {"email_id": "grace.hopper@navy.example", "role": "Associate"},
        },
        "response": None,
    }
    path = tmp_path / "traffic.jsonl"
    path.write_text(json.dumps(exchange) + "\n")
    return path


def test_tokens_and_addresses_are_gone(recording):
    outcome = run("scrub", recording)
    assert outcome.code == 0
    assert TOKEN not in outcome.out
    assert "grace.hopper" not in outcome.out
    assert outcome.err == "1 exchange scrubbed.\n"


@pytest.mark.parametrize("name", ["support-desk.har", "support-desk.jsonl"])
def test_a_scrubbed_recording_is_judged_as_before(tmp_path, name):
    clean = tmp_path / name
    assert run("scrub", EXAMPLES / name, "--to", clean).code == 0

    def found(path):
        findings = run("check", path, "--format", "json").document["findings"]
        return [(finding["rule"], finding["operation"], finding["json_key"]) for finding in findings]

    assert found(clean) == found(EXAMPLES / name)


def test_a_recording_is_replaced_when_asked(recording):
    assert run("scrub", recording, "--in-place").code == 0
    assert TOKEN not in recording.read_text()
    assert list(recording.parent.iterdir()) == [recording]


def test_a_recording_that_cannot_be_read_is_left_as_it_was(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("no recording")
    outcome = run("scrub", path, "--in-place")
    assert outcome.code == 2
    assert path.read_text() == "no recording"
    assert list(tmp_path.iterdir()) == [path]


def test_the_target_is_not_the_recording(recording):
    assert run("scrub", recording, "--to", recording).code == 2
    assert run("scrub", recording, "--to", "elsewhere", "--in-place").code == 2
