"""Where server and contract disagree."""

from __future__ import annotations

import pytest

from salesiq_validate import Exchange, Request, Response, Validator
from salesiq_validate.drift import Drift
from salesiq_validate.exchange import Document
from salesiq_validate.judging import judge

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json"}
JSON = {"Content-Type": "application/json"}
VALID = {"name": "Billing", "operators": ["100000000000001"]}
SUCCESS = {"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {"id": "100000000000002"}}


def refusal(code, **optional):
    return {"error": {"code": code, "message": "made up", **optional}}


def drifted(sent, answer):
    validator = Validator()
    drift = Drift(validator.errors)
    exchange = Exchange(Request("POST", URL, HEADERS, Document(sent)), Response(200, JSON, Document(answer)))
    for _ in drift.of(judge([exchange], validator)):
        pass
    return [(key.operation, key.kind, key.place, key.code) for key, _ in drift.sorted()]


@pytest.mark.parametrize(
    ("sent", "answer", "expected"),
    [
        (VALID, SUCCESS, []),
        (VALID, refusal(1007, json_key="operators[0]"), [("UNPREDICTED", "body operators[*]", 1007)]),
        ({**VALID, "operators": "all"}, refusal(1007, json_key="operators"), []),
        ({**VALID, "operators": "all"}, refusal(1015, json_key="operators"), []),
        ({"name": "Billing"}, SUCCESS, [("ACCEPTED", "body operators", 1015)]),
        (VALID, refusal(4711), [("UNKNOWN_CODE", "envelope", 4711)]),
        (VALID, refusal(1016), []),
        (VALID, refusal(1019), []),
        (VALID, {**SUCCESS, "data": []}, [("ANSWER", "envelope data", 0)]),
    ],
    ids=[
        "agreement",
        "a refusal that nobody predicted",
        "a refusal that was predicted",
        "a refusal under an alternative",
        "an acceptance that we refuse",
        "an unknown code",
        "what only the server knows",
        "an id that only the server knows",
        "another answer",
    ],
)
def test_disagreements_are_told_by_operation_and_place(sent, answer, expected):
    assert drifted(sent, answer) == [("create_department", *row) for row in expected]


def test_the_same_disagreement_is_counted():
    validator = Validator()
    drift = Drift(validator.errors)
    exchange = Exchange(Request("POST", URL, HEADERS, Document({})), Response(200, JSON, Document(SUCCESS)))
    for _ in drift.of(judge([exchange] * 3, validator)):
        pass
    assert [found.count for _, found in drift.sorted()] == [3, 3]
