"""Our own schemas keep to the part of JSON Schema that every engine reads alike."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from tests.engine import generation
from tests.engine.subset import lint

from salesiq_validate.contract.files import schemas_root


def schemas_of(file):
    document = json.loads(file.read_text(encoding="utf-8"))
    yield from document.get("schemas", {}).values()
    yield from generation._schemas_in(document["operations"])


@pytest.mark.parametrize("file", sorted((schemas_root() / "operations").glob("*.json")), ids=lambda file: file.stem)
def test_schemas_of_operations_keep_to_it(file):
    assert [problem for schema in schemas_of(file) for problem in lint(schema)] == []


GOOD = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": ["string", "null"], "pattern": "^[0-9]+(,[0-9]+)*$", "minLength": 1, "x-salesiq-error": 1024},
        "level": {"enum": [1, 2.5], "multipleOf": 3, "minimum": 0.5, "format": "int64"},
        "list": {"type": "array", "items": {"$ref": "#/schemas/name"}, "uniqueItems": True},
        "either": {"anyOf": [{"const": 1}, {"not": {"type": "string"}}]},
    },
}


def test_a_good_schema_has_no_problem():
    assert lint(GOOD) == []


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, "#: a subschema that is true"),
        ({"properties": {"a": False}}, "#/properties/a: a subschema that is false"),
        ({"additionalProperties": True}, "#/additionalProperties: a subschema that is true"),
        ({"additionalProperties": False}, "#: additionalProperties is false, and there are no properties"),
        ({"items": {"dependentRequired": {}}}, "#/items: dependentRequired is not used here: engines place"),
        ({"patternProperties": {}}, "#: patternProperties is not used here: its names"),
        ({"unevaluatedProperties": {}}, "#: unevaluatedProperties is not used here"),
        ({"typo": 1}, "#: typo is not used here: engines ignore it"),
        ({"multipleOf": 0.5}, "#: multipleOf must be a whole number"),
        ({"multipleOf": 0}, "#: multipleOf must be a whole number"),
        ({"maximum": 2**60}, "#: maximum is beyond 2**53"),
        ({"minimum": "1"}, "#: minimum must be a number"),
        ({"exclusiveMinimum": True}, "#: exclusiveMinimum must be a number"),
        ({"minLength": -1}, "#: minLength must be a whole number"),
        ({"maxItems": 1.0}, "#: maxItems must be a whole number"),
        ({"type": "int"}, "#: type must be one of"),
        ({"type": ["string", 1]}, "#: type must be one of"),
        ({"enum": []}, "#: enum must list something"),
        ({"format": "regex"}, "#: format must be one of"),
        ({"$ref": "#/$defs/a"}, "#: $ref must begin with #/schemas/"),
        ({"$ref": 1}, "#: $ref must begin with #/schemas/"),
        ({"required": ["a", "a"]}, "#: required must list names, each once"),
        ({"required": True}, "#: required must list names, each once"),
        (
            {"required": ["a"], "properties": {"b": {}}, "additionalProperties": False},
            "#: required names a, which properties does not list",
        ),
        ({"properties": {"": {}}}, "#: a property without a name"),
        ({"pattern": r"^\d+$"}, "#: pattern uses \\d: some engines take all Unicode digits; write [0-9]"),
        ({"pattern": r"\bx"}, "#: pattern uses \\b: engines read it differently"),
        ({"pattern": "(?=a)b"}, "#: pattern uses lookahead"),
        ({"pattern": "^(a+)+$"}, "#: pattern uses nested quantifier"),
        ({"pattern": "("}, "#: pattern is no ECMA-262 expression"),
        ({"pattern": r"\p{L}"}, "#: pattern is no ECMA-262 expression"),
        ({"pattern": 1}, "#: pattern must be text"),
    ],
)
def test_what_engines_read_differently_is_named_with_its_place(schema, expected):
    (problem,) = lint(schema)
    assert problem.startswith(expected)


@given(generation.values)
def test_anything_can_be_asked_about(value):
    if isinstance(value, dict | bool):
        lint(value)
    lint({"properties": value, "required": value, "type": value, "pattern": value, "enum": value, "items": value})


@given(generation.schemas)
def test_schemas_of_the_differential_test_keep_to_it_too(schema):
    excused = ("a property without", "required names", "a subschema that is", "additionalProperties is false")
    assert [problem for problem in lint(schema) if not problem.partition(": ")[2].startswith(excused)] == []
