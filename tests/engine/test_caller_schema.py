"""Any schema of a caller's is judged exactly, or refused with a reason."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from salesiq_validate.engine.caller_schema import prepare
from salesiq_validate.exceptions import SchemaNotUsable


def chain(steps, link):
    """Definitions of which each refers to the next by a schema that `link` makes of the reference."""
    names = [f"a{step}" for step in range(steps)]
    definitions = {name: link({"$ref": f"#/$defs/{following}"}) for name, following in pairwise(names)}
    return {**definitions, names[-1]: {"type": "null"}}


@pytest.mark.parametrize("schema", [5, "x", None, [], [1], 1.5, object()])
def test_what_is_no_schema_at_all_is_refused(engine, schema):
    with pytest.raises(SchemaNotUsable, match="neither an object nor true or false"):
        engine.compile(schema)


def nested(levels):
    schema: dict[str, object] = {}
    for _ in range(levels):
        schema = {"not": schema}
    return schema


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"$id": "http://["}, "the address at #"),
        ({"items": {"$ref": "http://["}}, "the address at #/items"),
        ({"$id": "https://example.com/#part"}, "'\\$id' at #"),
        ({"$anchor": "a b"}, "'\\$anchor' at #"),
        ({"$dynamicAnchor": 1}, "'\\$dynamicAnchor' at #"),
        ({"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}, "given twice"),
        ({"$defs": {"a": {"$id": "x"}, "b": {"$id": "x"}}}, "given twice"),
        ({"maximum": 10**5_000}, "#/maximum .*640 digits"),
        ({"items": {"$schema": "http://json-schema.org/draft-07/schema#"}}, "#/items names another dialect"),
        ({"allOf": 1, "enum": []}, "'allOf'"),
        ({"$ref": "#/$defs/a", "$dynamicRef": "#/$defs/a", "allOf": 1, "$defs": {"a": {}}}, "'allOf'"),
        ({"$defs": 1, "$ref": "#/foo", "foo": {}}, "'\\$defs'"),
        (nested(3_000), "deeper than 250 levels"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(engine, schema, reason):
    with pytest.raises(SchemaNotUsable, match=reason):
        engine.compile(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"$anchor": "a", "$ref": "#a"},
        {"$dynamicAnchor": "a", "$dynamicRef": "#a"},
        {"$dynamicAnchor": "a", "allOf": [{"$dynamicRef": "#a"}]},
        {"$id": "https://example.com/a", "anyOf": [{"$ref": "a"}]},
        {"$id": "https://example.com/a", "if": {"$ref": "https://example.com/a"}},
        {"$id": "urn:example:a", "not": {"$ref": "urn:example:a"}},
        {
            "$ref": "#b",
            "$defs": {"a": {"$anchor": "a", "$ref": "#b"}, "b": {"$anchor": "b", "oneOf": [{"$ref": "#a"}]}},
        },
        {"items": {"dependentSchemas": {"a": {"$ref": "#/items"}}}},
    ],
)
def test_circles_that_decide_nothing_are_refused_whatever_they_are_made_of(engine, schema):
    with pytest.raises(SchemaNotUsable, match="comes back to itself"):
        engine.compile(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"$id": "https://example.com/a", "items": {"$ref": "a"}, "type": "array"},
        {"$id": "urn:example:a", "items": {"$ref": "urn:example:a"}, "type": "array"},
        {"$id": "urn:example:a", "items": {"$ref": "#"}, "type": "array"},
        {"$anchor": "a", "items": {"$ref": "#a"}, "type": "array"},
        {"$dynamicAnchor": "a", "items": {"$dynamicRef": "#a"}, "type": "array"},
        {"$id": "/absolute/a", "items": {"$ref": "/absolute/a"}, "type": "array"},
        {"$ref": "#/x-own/0", "x-own": [{"type": "array", "items": {"$ref": "#/x-own/0"}}]},
        {"$ref": "#/x-own", "x-own": {"type": "array", "items": {"$ref": "#/x-own"}, "not": False}},
    ],
)
def test_references_of_every_kind_are_followed(engine, schema):
    judge = engine.compile(schema)
    assert judge.is_valid([[], [[]]])
    (found,) = judge.violations([[], [[1]]])
    assert (found.pointer, found.keyword) == ((1, 0, 0), "type")


def test_a_reference_to_true_or_false_is_followed_wherever_that_stands(engine):
    schema = {"properties": {"a": {"$ref": "#/x/0"}, "b": {"$ref": "#/x/1"}}, "x": [True, False]}
    assert [found.pointer for found in engine.compile(schema).violations({"a": 1, "b": 1})] == [("b",)]


#: A tree that whoever extends it can close: its branches are what the extension is.
TREE = {
    "$id": "https://example.com/tree",
    "$dynamicAnchor": "node",
    "properties": {"value": {"type": "integer"}, "branches": {"items": {"$dynamicRef": "#node"}}},
}


def test_a_dynamic_reference_leads_to_the_outermost_schema_on_the_way(engine):
    closed = {
        "$id": "https://example.com/closed-tree",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
        "$defs": {"tree": TREE},
    }
    judge = engine.compile(closed)
    assert judge.is_valid({"branches": [{"value": 1}]})
    assert not judge.is_valid({"branches": [{"valeu": 1}]})
    assert not judge.is_valid({"branches": [{"value": "1"}]})
    either = {"properties": {"open": {"$ref": "tree"}, "closed": {"$ref": "closed-tree"}}, "$defs": {"closed": closed}}
    judge = engine.compile({"$id": "https://example.com/", **either})
    document = {"branches": [{"valeu": 1}]}
    assert judge.is_valid({"open": document})
    assert not judge.is_valid({"closed": document})


def test_a_dynamic_reference_to_true_or_beside_another_is_followed(engine):
    schema = {
        "$dynamicAnchor": "a",
        "properties": {"x": {"$ref": "#/$defs/yes", "$dynamicRef": "b#a", "allOf": [{"maximum": 5}]}},
        "$defs": {"yes": True, "b": {"$id": "b", "$dynamicAnchor": "a", "type": "integer"}},
    }
    judge = engine.compile({**schema, "type": ["object", "integer"]})
    assert judge.is_valid({"x": {"x": 1}})
    assert not judge.is_valid({"x": "1"})
    assert not judge.is_valid({"x": 6})


def test_dynamic_references_with_too_many_ways_to_them_are_refused(engine):
    steps = 12
    definitions: dict[str, object] = {f"s{steps}": {"$id": f"s{steps}", "items": {"$dynamicRef": "s0a#n0"}}}
    for step in range(steps):
        following = {"$ref": f"s{step + 1}"}
        for side in "ab":
            name = f"s{step}{side}"
            definitions[name] = {"$id": name, "$dynamicAnchor": f"n{step}", "properties": {side: following}}
        definitions[f"s{step}"] = {"$id": f"s{step}", "anyOf": [{"$ref": f"s{step}a"}, {"$ref": f"s{step}b"}]}
    with pytest.raises(SchemaNotUsable, match="too many ways"):
        engine.compile({"$id": "https://example.com/", "$ref": "s0", "$defs": definitions})


def test_nothing_meets_an_empty_enum(engine):
    judge = engine.compile({"properties": {"a": {"enum": []}}})
    assert judge.is_valid({})
    assert [(found.pointer, found.keyword) for found in judge.violations({"a": None})] == [(("a",), "false")]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/a0", "$defs": chain(18, lambda to: {"properties": {"l": to, "r": to}})},
        {"$ref": "#/$defs/a0", "$defs": chain(30, lambda to: {"allOf": [to, to]})},
        {"$ref": "#/$defs/a0", "$defs": chain(30, lambda to: {"items": {"anyOf": [to, to]}})},
        {"$ref": "#/$defs/a0", "$defs": chain(5_000, lambda to: {"allOf": [to]})},
        {"$ref": "#/$defs/a0", "$defs": chain(5_000, lambda to: {"items": to})},
        {
            "properties": {"a": {"$ref": "#"}, "b": {"$ref": "#/$defs/a0"}},
            "$defs": chain(30, lambda to: {"items": {"anyOf": [to, to]}}),
        },
        {"items": {"$ref": "#"}, "$ref": "#/$defs/a0", "$defs": chain(30, lambda to: {"allOf": [to, to]})},
        {"items": {"$ref": "#"}, "$ref": "#/$defs/a0", "$defs": chain(5_000, lambda to: {"allOf": [to]})},
    ],
)
def test_a_schema_that_grows_with_its_references_is_refused_at_once(engine, schema):
    began = time.process_time()
    with pytest.raises(SchemaNotUsable, match="with its references followed"):
        engine.compile(schema)
    assert time.process_time() - began < 3


def test_a_long_chain_of_references_alone_is_followed(engine):
    judge = engine.compile({"items": {"$ref": "#/$defs/a0"}, "$defs": chain(200, lambda to: to)})
    assert [found.keyword for found in judge.violations([1])] == ["type"]


@pytest.mark.parametrize(
    ("schema", "times"),
    [
        ({"items": {"$ref": "#"}}, 1),
        ({"properties": {"l": {"$ref": "#"}, "r": {"$ref": "#"}}, "additionalProperties": {"$ref": "#"}}, 1),
        ({"prefixItems": [{"$ref": "#"}, {"$ref": "#"}], "items": {"$ref": "#"}}, 1),
        ({"items": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}}, 2),
        ({"anyOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}}}]}, 2),
        ({"anyOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"b": {"$ref": "#"}}}]}, 1),
        ({"properties": {"a": {"$ref": "#"}}, "patternProperties": {"^a": {"$ref": "#"}, "b": {"$ref": "#"}}}, 3),
        ({"allOf": [{"additionalProperties": {"$ref": "#"}}, {"properties": {"a": {"$ref": "#"}}}]}, 2),
        (
            {
                "$ref": "#/$defs/a",
                "$defs": {
                    "a": {"items": {"$ref": "#/$defs/b"}, "contains": {"$ref": "#/$defs/b"}},
                    "b": {"items": {"$ref": "#/$defs/a"}},
                },
            },
            2,
        ),
    ],
)
def test_how_often_a_schema_applies_itself_to_one_member_is_counted(schema, times):
    prepared = prepare(schema)
    assert (prepared.recurses, prepared.times) == (True, times)


def test_a_document_that_would_be_judged_too_often_is_left_unjudged(engine):
    union = {"anyOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}]}
    judge = engine.compile({"type": "object", "properties": {"a": union}})
    document: object = 1
    for _ in range(3):
        document = {"a": document}
    assert not judge.is_valid(document)
    assert judge.violations(document)
    for _ in range(40):
        document = {"a": document}
    began = time.process_time()
    assert judge.is_valid(document)
    assert judge.violations(document) == ()
    assert time.process_time() - began < 1


def test_a_wide_document_is_judged_however_large(engine):
    judge = engine.compile({"type": ["array", "null"], "items": {"$ref": "#"}})
    assert [found.pointer for found in judge.violations([[None] * 1_000] * 20 + [[1]])] == [(20, 0)]
