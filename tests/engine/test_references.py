"""References are replaced by what they refer to."""

from __future__ import annotations

import copy
from itertools import pairwise

import pytest

from salesiq_validate.engine.references import inline_refs
from salesiq_validate.exceptions import SchemaNotUsable

SHARED = {
    "id": {"type": "string", "x-salesiq-basis": {"type": "inferred"}},
    "ids": {"type": "array", "items": {"$ref": "#/schemas/id"}},
    "loop": {"items": {"$ref": "#/schemas/pool"}},
    "pool": {"items": {"$ref": "#/schemas/loop"}},
}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"$ref": "#/schemas/id"}, SHARED["id"]),
        (
            {"properties": {"a": {"$ref": "#/schemas/ids"}}},
            {"properties": {"a": {"type": "array", "items": SHARED["id"]}}},
        ),
        # Annotations beside a reference take the place of the target's.
        (
            {"items": {"$ref": "#/schemas/id", "description": "whose", "x-salesiq-basis": {"type": "example"}}},
            {"items": {"type": "string", "description": "whose", "x-salesiq-basis": {"type": "example"}}},
        ),
        # Other keywords are no replacement.
        ({"$ref": "#/schemas/id", "minLength": 1}, {"minLength": 1, "allOf": [SHARED["id"]]}),
        (
            {"$ref": "#/schemas/id", "allOf": [{"minLength": 1}]},
            {"allOf": [{"minLength": 1}, SHARED["id"]]},
        ),
        # What only looks like a reference is none.
        (
            {"enum": [{"$ref": "#/schemas/none"}], "properties": {"$ref": {"type": "string"}}, "default": {"$ref": 1}},
            {"enum": [{"$ref": "#/schemas/none"}], "properties": {"$ref": {"type": "string"}}, "default": {"$ref": 1}},
        ),
    ],
)
def test_shared_schemas_are_put_in_place(schema, expected):
    before = copy.deepcopy((schema, SHARED))
    assert inline_refs(schema, SHARED) == expected
    assert (schema, SHARED) == before


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "null"}}}, {"type": "null"}),
        (
            {
                "items": {"$ref": "#/$defs/a~1b"},
                "$defs": {"a/b": {"not": {"$ref": "#/definitions/c"}}},
                "definitions": {"c": {}},
            },
            {"items": {"not": {}}},
        ),
        ({"items": {"$ref": "#/properties/a"}, "properties": {"a": True}}, {"items": True, "properties": {"a": True}}),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": False}},
            {"allOf": [False]},
        ),
        # One name may be used twice on one way, if it is not inside itself.
        (
            {"items": {"$ref": "#/$defs/a", "items": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"maximum": 1}}},
            {"items": {"items": {"maximum": 1}, "allOf": [{"maximum": 1}]}},
        ),
    ],
)
def test_own_definitions_are_put_in_place(schema, expected):
    assert inline_refs(schema) == expected


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"items": {"$ref": "#"}},
        {
            "items": {"$ref": "#/$defs/a"},
            "$defs": {"a": {"items": {"$ref": "#/$defs/b"}}, "b": {"not": {"$ref": "#/$defs/a"}}},
        },
        {"$dynamicAnchor": "a", "items": {"$dynamicRef": "#a"}},
    ],
)
def test_references_that_cannot_be_replaced_stay(schema):
    before = copy.deepcopy(schema)
    assert inline_refs(schema) == before == schema


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"items": {"$ref": "#here"}, "$defs": {"a": {"$anchor": "here", "minimum": 1}}}, {"items": {"minimum": 1}}),
        ({"items": {"$ref": "b"}, "$defs": {"a": {"$id": "b", "minimum": 1}}}, {"items": {"minimum": 1}}),
        (
            {
                "$id": "https://example.com/a/",
                "items": {"$ref": "https://example.com/a/b#/items"},
                "$defs": {"a": {"$id": "b", "items": {"$ref": "#n"}, "$defs": {"n": {"$anchor": "n", "minimum": 1}}}},
            },
            {"items": {"minimum": 1}},
        ),
        (
            {"items": {"$dynamicRef": "#a"}, "$defs": {"a": {"$dynamicAnchor": "a", "minimum": 1}}},
            {"items": {"minimum": 1}},
        ),
    ],
)
def test_references_by_address_and_anchor_are_replaced(schema, expected):
    assert inline_refs(schema) == expected


def test_references_that_double_at_each_step_are_refused():
    names = [f"a{step}" for step in range(40)]
    definitions = {
        name: {"properties": {side: {"$ref": f"#/$defs/{following}"} for side in "lr"}}
        for name, following in pairwise(names)
    }
    schema = {"items": {"$ref": "#/$defs/a0"}, "$defs": {**definitions, "a39": {"type": "null"}}}
    with pytest.raises(SchemaNotUsable, match="more than 20,000 subschemas"):
        inline_refs(schema)


@pytest.mark.parametrize(
    ("schema", "shared", "reason"),
    [
        ({"$ref": "#/schemas/ids2"}, SHARED, "'ids'"),
        ({"items": {"$ref": "#/schemas/loop"}}, SHARED, "refers to itself"),
        ({"$ref": "#/schemas/id"}, None, "leads to no schema"),
        ({"$ref": "#/schemas/a"}, {"a": {"$ref": "other.json"}}, "leads out of it"),
        ({"items": {"$ref": "other.json"}}, None, "#/items leads out of it"),
        ({"$ref": "http://example.com/schema"}, None, "nothing is ever fetched"),
        ({"$ref": "file:///etc/passwd"}, None, "nothing is ever fetched"),
        ({"$id": 1, "$ref": "x"}, None, "'\\$id' at #"),
        ({"items": {"$ref": "#/required", "required": []}, "required": ["a"]}, None, "#/items leads to no schema"),
        ({"items": {"$ref": None}}, None, "is not text"),
    ],
)
def test_references_that_lead_nowhere_are_refused(schema, shared, reason):
    with pytest.raises(SchemaNotUsable, match=reason):
        inline_refs(schema, shared)
