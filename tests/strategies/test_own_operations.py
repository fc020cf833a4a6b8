"""Operations of an extension file use keywords that no shipped one needs; they are drawn and broken all the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, note, settings

from salesiq_validate import Exchange, Severity, Validator
from salesiq_validate.finding import Basis
from salesiq_validate.strategies import invalid, valid_request
from salesiq_validate.strategies.breaches import breaches

#: As few as show that it works: each breach is one more test.
FEW = settings(max_examples=3, suppress_health_check=list(HealthCheck))

PARAMETERS = [
    {"name": "screen_name", "in": "path", "required": True, "schema": {"type": "string"}},
    {
        "name": "colours",
        "in": "query",
        "required": False,
        "schema": {"type": "array", "items": {"enum": ["red", "blue"]}},
    },
    {"name": "mood", "in": "query", "required": False, "schema": {"type": "string", "enum": ["good", "bad"]}},
    {"name": "why", "in": "query", "required": False, "schema": {"type": "string", "minLength": 2, "maxLength": 3}},
    {"name": "share", "in": "query", "required": False, "schema": {"type": "number", "minimum": 0, "maximum": 1}},
    {"name": "X-Own", "in": "header", "required": True, "schema": {"type": "string", "enum": ["one"]}},
]
STICKER = {
    "type": "object",
    "required": ["name", "sizes"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 5, "x-salesiq-error": 4000},
        "sizes": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True, "items": {"type": "integer"}},
        "kind": {"const": "sticker"},
        "either": {"anyOf": [{"type": "integer"}, {"type": "string", "enum": ["all"]}]},
        "labels": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
        "price": {"type": "number", "minimum": 0, "maximum": 10},
    },
}
FORM = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]+$"},
        "size": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"type": "string"}},
        "note": {"type": "string"},
    },
}
OWN = {
    "resource": "stickers",
    "title": "Stickers",
    "errors": [{"code": 4000, "message": "No such name"}],
    "operations": [
        {
            "operationId": "create_sticker",
            "method": "POST",
            "path": "/api/v2/{screen_name}/stickers",
            "parameters": PARAMETERS,
            "x-salesiq-conditions": [
                {"in": "query", "when": {"key": "mood", "equals": ["bad"]}, "require": ["why"], "basis": "documented"}
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": STICKER}}},
        },
        {
            "operationId": "write_sticker",
            "method": "PUT",
            "path": "/api/v2/{screen_name}/stickers",
            "x-salesiq-conditions": [{"in": "body", "when": {"key": "size", "present": True}, "require": ["note"]}],
            "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": FORM}}},
        },
    ],
}

VALIDATOR = Validator(extensions=[OWN])
OPERATIONS = {operation.id: operation for operation in VALIDATOR.operations if operation.resource == "stickers"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_is_found_in_a_valid_request(name):
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(valid_request(OPERATIONS[name]))
    def check(request):
        assert [str(found) for found in VALIDATOR.check(Exchange(request)).findings] == []

    check()


BREACHES = [(name, breach) for name, operation in OPERATIONS.items() for breach in breaches(operation)]


@pytest.mark.parametrize(("name", "breach"), BREACHES, ids=lambda value: getattr(value, "keyword", value))
def test_what_is_broken_is_found_there(name, breach):
    @FEW
    @given(invalid.broken(OPERATIONS[name], breach))
    def check(case):
        draft, expected = case
        note(repr(breach))
        report = VALIDATOR.check(Exchange(draft.request()))
        note("\n".join(map(str, report.findings)))
        told = [found for found in report.findings if found.severity > Severity.INFO]
        found = [found for found in report.findings if expected.is_met_by(found)]
        assert len(found) == 1
        assert told in (found, [])
        assert found[0].basis is expected.basis
        assert (found[0].severity is Severity.ERROR) is (expected.basis is not Basis.INFERRED)

    check()


def test_every_keyword_is_broken():
    broken = {(name, breach.param or breach.shape, breach.keyword) for name, breach in BREACHES}
    assert {
        ("create_sticker", ("name",), "minLength"),
        ("create_sticker", ("name",), "maxLength"),
        ("create_sticker", ("sizes",), "minItems"),
        ("create_sticker", ("sizes",), "maxItems"),
        ("create_sticker", ("sizes", None), "type"),
        ("create_sticker", ("kind",), "const"),
        ("create_sticker", ("either",), "anyOf"),
        ("create_sticker", ("labels",), "minProperties"),
        ("create_sticker", ("labels", "example"), "type"),
        ("create_sticker", ("price",), "maximum"),
        ("create_sticker", "why", "minLength"),
        ("create_sticker", "why", "condition"),
        ("create_sticker", "colours", "enum"),
        ("create_sticker", "share", "type"),
        ("write_sticker", "name", "required"),
        ("write_sticker", "name", "pattern"),
        ("write_sticker", "size", "minimum"),
        ("write_sticker", "note", "condition"),
    } <= broken
    assert 4000 in {breach.code for _, breach in BREACHES}
