"""from_schema draws documents that meet the schema, and the plainest of them first."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, assume, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable
from tests.contract.judged import OPERATIONS
from tests.engine import generation

from salesiq_validate.engine import default_engine
from salesiq_validate.exceptions import SchemaNotUsable
from salesiq_validate.strategies import from_schema, operations

QUICK = settings(max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck))

IDS = {"type": ["string", "integer"], "pattern": "^[0-9]+$", "maximum": 2**53 - 1}

#: A schema, and the document to which a failure shrinks when any document fails.
SIMPLEST = [
    ({"type": "string"}, ""),
    ({"type": "string", "minLength": 3}, "000"),
    ({"type": "string", "pattern": "^[0-9]+$"}, "0"),
    ({"type": "string", "enum": ["b", "a"]}, "b"),
    ({"const": 5}, 5),
    ({"type": "integer", "minimum": 3, "maximum": 9}, 3),
    ({"type": "integer", "exclusiveMinimum": 3}, 4),
    ({"type": "integer", "exclusiveMaximum": -3}, -4),
    ({"type": "number"}, 0),
    ({"type": ["boolean", "string"], "pattern": "^(true|false)$"}, False),
    ({"type": "null"}, None),
    (IDS, "0"),
    ({"type": "array", "items": IDS}, []),
    ({"type": "array", "items": IDS, "minItems": 2}, ["0", "0"]),
    ({"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": True}, [0, 1]),
    ({"type": "object", "properties": {"a": IDS, "b": IDS}, "required": ["b"]}, {"b": "0"}),
    ({"type": "object", "properties": {"a": IDS, "b": IDS}, "minProperties": 1}, {"a": "0"}),
    ({"type": "object"}, {}),
    ({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1}, {"a": 0}),
    ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, 0),
    ({"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"a": 0}),
    ({"type": "string", "x-salesiq-known-values": ["is", "is_not"]}, "is"),
    ({"type": "string", "x-salesiq-minimum": 10, "x-salesiq-maximum": 12}, "10"),
    ({"type": "string", "x-salesiq-format": "email"}, "a@example.com"),
    ({"type": "integer", "x-salesiq-format": "epoch_ms"}, 1_000_000_000_000),
]


@pytest.mark.parametrize(("schema", "simplest"), SIMPLEST, ids=lambda value: json.dumps(value)[:60])
def test_a_failure_shrinks_to_the_simplest_document(schema, simplest):
    assert find(from_schema(schema), lambda _document: True, settings=QUICK) == simplest


def test_a_failure_shrinks_inside_a_body_of_an_operation():
    strategy = from_schema(operations.bodies(OPERATIONS["create_department"])["application/json"])
    found = find(strategy, lambda document: len(document["operators"]) > 1, settings=QUICK)
    assert found == {"name": "", "operators": ["0", "0"]}


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(schema=generation.schemas, data=st.data())
def test_what_is_drawn_meets_the_schema_whatever_it_demands(schema, data):
    try:
        document = data.draw(from_schema(schema))
    except Unsatisfiable:
        assume(False)
    judge = default_engine().compile(schema)
    assert judge.violations(document) == ()


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "not": {"const": 0}},
        {"oneOf": [{"type": "integer"}, {"type": "number"}]},
        {"type": "object", "if": {"required": ["a"]}, "then": {"required": ["b"]}, "properties": {"a": {}, "b": {}}},
        {"allOf": [{"type": ["integer", "string"]}, {"type": "number"}]},
        {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "integer"}},
        {"type": "object", "properties": {"a": {"type": "integer"}}, "dependentSchemas": {"a": {"required": ["b"]}}},
        {"type": "number", "exclusiveMinimum": 0.1, "maximum": 0.2},
        {"type": "string", "minLength": 2, "maxLength": 3, "pattern": "^[a-c]+$"},
        {"$defs": {"id": {"type": "integer"}}, "type": "array", "items": {"$ref": "#/$defs/id"}},
        True,
    ],
    ids=lambda schema: json.dumps(schema)[:50],
)
def test_what_only_takes_away_is_filtered(schema):
    judge = default_engine().compile(schema)

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(from_schema(schema))
    def check(document):
        assert judge.is_valid(document)

    check()


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"type": "object", "required": ["a"], "properties": {}, "additionalProperties": False},
        {"type": "array", "items": {"enum": [1]}, "minItems": 2, "uniqueItems": True},
        {"type": "array", "items": {"type": "integer", "minimum": 2, "maximum": 1}, "minItems": 1},
        {"type": "object", "additionalProperties": {"enum": ["a"], "maxLength": 0}, "minProperties": 1},
        {"type": "number", "minimum": 1, "maximum": 0.5},
        {"type": "string", "minLength": 2, "maxLength": 1},
        {"enum": ["a"], "minLength": 2},
    ],
)
def test_nothing_is_drawn_where_nothing_fits(schema):
    with pytest.raises((NoSuchExample, Unsatisfiable)):
        find(from_schema(schema), lambda _document: True, settings=QUICK)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"type": "object", "properties": {"child": {"$ref": "#"}}},
        {"$ref": "https://example.com/schema.json"},
        {"type": "text"},
        {"pattern": "[0-9"},
    ],
)
def test_a_schema_that_cannot_be_drawn_from_is_refused(schema):
    with pytest.raises(SchemaNotUsable):
        from_schema(schema)


@pytest.mark.parametrize(
    ("look", "form"),
    [
        ("color", r"#[0-9A-F]{6}"),
        ("csv_ids", r"[0-9]+(,[0-9]+)*"),
        ("date", r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        ("date-time", r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"),
        ("email", r"[a-z]+@example\.com"),
        ("epoch_ms", r"[0-9]{13}"),
        ("epoch_s", r"[0-9]{10}"),
        ("ip", r"[0-9]+(\.[0-9]+){3}"),
        ("uri", r"https://example\.com/[a-z]+"),
        ("uuid", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ],
)
def test_a_text_looks_like_what_it_stands_for(look, form):
    @settings(max_examples=20)
    @given(from_schema({"type": "string", "x-salesiq-format": look}))
    def check(text):
        assert re.fullmatch(form, text)

    check()
