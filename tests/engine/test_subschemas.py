"""Which values of a schema are schemas."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from tests.engine import generation

from salesiq_validate.engine.subschemas import follow, rebuild, reference_to, shown, walk

SCHEMA = {
    "properties": {"properties": {"type": "string"}, "a/b": True},
    "items": {"enum": [{"type": "no schema"}]},
    "anyOf": [{"not": False}, 1],
    "default": {"items": {}},
    "x-salesiq-basis": {"properties": {"a": {}}},
    "else": 1,
    "oneOf": {},
    "patternProperties": {"a": 1},
    "allOf": 1,
    "$ref": "#/x-shared/0",
    "x-shared": [{"minimum": 1}],
}


def test_only_subschemas_are_found():
    assert {shown(path) for path, _ in walk(SCHEMA)} == {
        "#",
        "#/properties/properties",
        "#/properties/a~1b",
        "#/items",
        "#/anyOf/0",
        "#/anyOf/0/not",
    }


@given(generation.foreign_schemas)
def test_every_path_leads_to_its_subschema(schema):
    for path, subschema in walk(schema):
        node = schema
        for segment in path:
            node = node[segment]
        assert node is subschema


def test_what_is_malformed_is_rebuilt_as_it_is():
    assert rebuild(SCHEMA, lambda node, _, state: (node, state), None) == SCHEMA


@given(generation.foreign_schemas)
def test_rebuilding_without_a_change_makes_an_equal_copy(schema):
    before = copy.deepcopy(schema)
    rebuilt = rebuild(schema, lambda node, _, state: (node, state), None)
    assert rebuilt == before == schema
    if isinstance(rebuilt, dict):
        rebuilt.clear()
        assert schema == before


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("#/properties/a~1b", (("properties", "a/b"), True)),
        ("#/properties/a%7E1b", (("properties", "a/b"), True)),
        ("#/anyOf/0/not", (("anyOf", 0, "not"), False)),
        ("#/anyOf/2", None),
        ("#/anyOf/-1", None),
        ("#/nowhere", None),
        ("#/else/a", None),
    ],
)
def test_references_are_followed_as_pointers(reference, expected):
    assert follow(SCHEMA, reference) == expected


@pytest.mark.parametrize("name", ["a", "", "/", "~", "~1", "%41", "#", "a b", "\u00e9", "^[0-9]+$", '"'])
def test_a_reference_to_any_place_leads_there(name):
    schema = {"properties": {name: {"items": True}}}
    path = ("properties", name, "items")
    assert follow(schema, reference_to(path)) == (path, True)
    assert follow(schema, reference_to(())) == ((), schema)
