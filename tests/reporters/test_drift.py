"""Drift in the formats that have a place for it."""

from __future__ import annotations

import json
import re

import pytest
from tests.reporters.test_json import JSON_V1, JSONL_V1
from tests.reporters.traffic import run_of_judged, show

from salesiq_validate.exchange import Origin
from salesiq_validate.reporters import REPORTERS, DriftRow

ACCEPTED = DriftRow(
    operation="create_department",
    kind="accepted",
    words="accepted, although a rule would have refused it",
    where="body",
    json_key="operators[*].name",
    code=1015,
    count=1200,
    first=Origin("<b>|`traffic\x1b.jsonl", 3, 4, "req-3"),
)
ANSWER = DriftRow(
    operation=None, kind="other-answer", words="w", where="envelope", json_key="data", count=1, first=None
)


def shown(name, rows=(ACCEPTED, ANSWER)):
    return show(name, run_of_judged(), drift=lambda: list(rows))


def test_json_has_a_member_drift():
    document = json.loads(shown("json"))
    JSON_V1.validate(document)
    assert document["drift"][0] == {
        "disagreement": "accepted",
        "operation": "create_department",
        "where": "body",
        "json_key": "operators[*].name",
        "param": None,
        "header": None,
        "code": 1015,
        "count": 1200,
        "first": {"file": "<b>|`traffic\x1b.jsonl", "entry": 3, "line": 4, "id": "req-3"},
    }
    assert "drift" not in json.loads(show("json", run_of_judged()))


def test_json_lines_have_a_line_for_each_before_the_summary():
    lines = [json.loads(line) for line in shown("jsonl").splitlines()]
    for line in lines:
        JSONL_V1.validate(line)
    assert [line["kind"] for line in lines[-3:]] == ["drift", "drift", "summary"]
    assert lines[-3]["disagreement"] == "accepted"


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_people_are_told_operation_place_times_and_what_happened(name):
    text = shown(name)
    for part in ("create_department", "body operators[*].name", "1015", "1,200", ACCEPTED.words, "traffic\\x1b"):
        assert part in text.replace("\\\\x1b", "\\x1b")
    assert "no operation of the API" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_agreement_is_told_too(name):
    assert re.search("agree, as far as this traffic shows", shown(name, ()))


def test_names_stay_inside_their_cells():
    assert "<b>" not in shown("html")
    row = next(line for line in shown("markdown").splitlines() if "operators" in line and "1,200" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 7


@pytest.mark.parametrize("name", [name for name, format_ in REPORTERS.items() if not format_.shows_drift])
def test_other_formats_stay_as_they_are(name):
    assert shown(name) == show(name, run_of_judged())
