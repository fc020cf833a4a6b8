"""What each engine says of a document, whichever it is."""

from __future__ import annotations

import math
import types
from concurrent.futures import ThreadPoolExecutor

import pytest

from salesiq_validate.engine.protocol import MAX_DEPTH
from salesiq_validate.exceptions import SchemaNotUsable

ANIMALS = {
    "anyOf": [
        {
            "type": "object",
            "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
            "required": ["lives"],
        },
        {"type": "object", "properties": {"kind": {"enum": ["dog", "wolf"]}, "packs": {"maximum": 3}}},
    ]
}


def told(engine, schema, document):
    """Return pointer, keyword, detail and schema path of each violation."""
    return [
        (found.pointer, found.keyword, found.detail, found.schema_path)
        for found in engine.compile(schema).violations(document)
    ]


@pytest.mark.parametrize(
    ("schema", "document", "expected"),
    [
        ({"type": "string"}, 1, [((), "type", ("string",), ())]),
        ({"type": ["string", "null"]}, 1, [((), "type", ("string", "null"), ())]),
        (
            {"required": ["a", "b", "c"]},
            {"b": 1},
            [(("a",), "required", "a", ()), (("c",), "required", "c", ())],
        ),
        (
            {"properties": {"a": {}}, "additionalProperties": False},
            {"x": 1, "a": 1, "y": 2},
            [(("x",), "additionalProperties", False, ()), (("y",), "additionalProperties", False, ())],
        ),
        # jsonschema-rs has one error for all members where nothing is listed.
        (
            {"additionalProperties": False},
            {"x": 1, "y": 2},
            [(("x",), "additionalProperties", False, ()), (("y",), "additionalProperties", False, ())],
        ),
        # jsonschema-rs 0.60 calls "a" missing here as well.
        (
            {"properties": {}, "additionalProperties": False, "required": ["a"]},
            {"a": 1},
            [(("a",), "additionalProperties", False, ())],
        ),
        (
            {"additionalProperties": {"type": "null"}},
            {"x": 1},
            [(("x",), "type", ("null",), ("additionalProperties",))],
        ),
        (
            {"properties": {"a": {"items": {"properties": {"b": {"minimum": 3}}}}}},
            {"a": [{"b": 3}, {"b": 2}]},
            [(("a", 1, "b"), "minimum", 3, ("properties", "a", "items", "properties", "b"))],
        ),
        ({"enum": ["a", [1], {"b": 2}]}, "c", [((), "enum", ("a", (("[", 1), 1), (("{", "b"), 2)), ())]),
        ({"const": None}, 0, [((), "const", None, ())]),
        ({"pattern": "^[0-9]+$"}, "x", [((), "pattern", "^[0-9]+$", ())]),
        ({"minLength": 2, "maxLength": 0}, "x", [((), "maxLength", 0, ()), ((), "minLength", 2, ())]),
        (
            {"exclusiveMinimum": 1, "exclusiveMaximum": 1},
            1,
            [((), "exclusiveMaximum", 1, ()), ((), "exclusiveMinimum", 1, ())],
        ),
        ({"uniqueItems": True}, [1, 1.0], [((), "uniqueItems", True, ())]),
        ({"not": {"type": "string"}}, "x", [((), "not", None, ())]),
        ({"if": {"type": "string"}, "then": {"minLength": 2}}, "x", [((), "minLength", 2, ("then",))]),
        ({"dependentRequired": {"a": ["b"], "c": ["d"]}}, {"a": 1}, [(("b",), "dependentRequired", "b", ())]),
        (
            {"dependentSchemas": {"a": {"required": ["b"]}}},
            {"a": 1},
            [(("b",), "required", "b", ("dependentSchemas", "a"))],
        ),
        (
            {"propertyNames": {"maxLength": 1, "pattern": "^z"}},
            {"abc": 1, "z": 1},
            [(("abc",), "propertyNames", None, ())],
        ),
        ({"propertyNames": False}, {"a": 1}, [(("a",), "propertyNames", False, ())]),
        ({"contains": {"type": "null"}, "minContains": 2}, [None], [((), "contains", None, ())]),
        ({"prefixItems": [{}], "items": False}, [1, 2], [((1,), "items", False, ())]),
        ({"properties": {"a": False}}, {"a": 1}, [(("a",), "false", None, ("properties", "a"))]),
        ({"unevaluatedProperties": False}, {"a": 1, "b": 1}, [((), "unevaluatedProperties", False, ())]),
        (False, 1, [((), "false", None, ())]),
        (True, 1, []),
        ({"contains": {"type": "null"}, "patternProperties": {"": False}, "dependentRequired": {"a": ["b"]}}, "x", []),
        ({"contains": {"type": "null"}, "items": False, "propertyNames": False, "required": ["a"]}, 1, []),
        ({"unevaluatedItems": False, "minItems": 1.0}, [], [((), "minItems", 1.0, ())]),
        # An order of its own: indices as numbers and before names, then the keyword.
        (
            {"items": {"type": "null"}, "minItems": 20},
            list(range(11)),
            [((), "minItems", 20, ()), *[((index,), "type", ("null",), ("items",)) for index in range(11)]],
        ),
    ],
)
def test_violations_name_place_keyword_and_demand(engine, schema, document, expected):
    assert told(engine, schema, document) == expected
    assert engine.compile(schema).is_valid(document) == (not expected)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        # The type of a value tells branches apart as well as a discriminator does.
        (1, [((), "anyOf", ("object",), ())]),
        ({"kind": "cat"}, [(("lives",), "required", "lives", ("anyOf", 0))]),
        ({"kind": "cat", "lives": "9"}, [(("lives",), "type", ("integer",), ("anyOf", 0, "properties", "lives"))]),
        ({"kind": "wolf", "packs": 4}, [(("packs",), "maximum", 3, ("anyOf", 1, "properties", "packs"))]),
        ({"kind": "cow", "packs": 4}, [((), "anyOf", ("object",), ())]),
        ({"packs": 4}, [((), "anyOf", ("object",), ())]),
    ],
)
def test_a_union_tells_the_faults_of_the_branch_that_was_meant(engine, document, expected):
    assert told(engine, ANIMALS, document) == expected


@pytest.mark.parametrize("union", ["anyOf", "oneOf"])
def test_a_union_of_unions_tells_the_innermost_faults(engine, union):
    schema = {"properties": {"a": {union: [{"type": "string"}, {"type": "array", "items": ANIMALS}]}}}
    document = {"a": [{"kind": "cat", "lives": 9}, {"kind": "dog", "packs": 4}]}
    place = ("properties", "a", union, 1, "items", "anyOf", 1, "properties", "packs")
    assert told(engine, schema, document) == [(("a", 1, "packs"), "maximum", 3, place)]


def test_a_value_that_meets_two_branches_of_one_of_is_told_at_the_union(engine):
    assert told(engine, {"oneOf": [{"type": "integer"}, {"type": "number"}]}, 1) == [
        ((), "oneOf", ("integer", "number"), ())
    ]


def test_schema_path_leads_to_the_marks_beside_a_keyword(engine):
    schema = {
        "properties": {
            "ids": {"type": "array", "items": {"$ref": "#/$defs/id", "x-salesiq-basis": {"type": "inferred"}}}
        },
        "$defs": {"id": {"type": "string", "x-salesiq-error": 1024}},
    }
    judge = engine.compile(schema)
    (found,) = judge.violations({"ids": [1]})
    subschema = judge.schema
    for segment in found.schema_path:
        subschema = subschema[segment]
    assert subschema == {"type": "string", "x-salesiq-error": 1024, "x-salesiq-basis": {"type": "inferred"}}


@pytest.mark.parametrize(
    ("schema", "document", "valid"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, 1e300, True),
        ({"type": "integer"}, 1.5, False),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, False, False),
        ({"const": 1}, 1.0, True),
        ({"const": 1}, True, False),
        ({"enum": [0]}, False, False),
        ({"enum": [[1]]}, [True], False),
        ({"const": {"a": [1]}}, {"a": [1.0]}, True),
        ({"const": -0.0}, 0, True),
        ({"uniqueItems": True}, [1, True, "1"], True),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2, "a": 1.0}], False),
        ({"maxLength": 1}, "\U0001f600", True),
        ({"maxLength": 1}, "e\u0301", False),
        ({"maximum": 10**40}, 10**40 + 1, False),
        # A float means its shortest decimal text.
        ({"multipleOf": 0.01}, 19.99, True),
        ({"multipleOf": 0.1}, 0.3, True),
        ({"multipleOf": 3}, 1e300, False),
        ({"multipleOf": 10**20}, 1e40, True),
        ({"multipleOf": 2}, 1e308, True),
        ({"const": 2**63}, 2.0**63, False),
        ({"const": 10**20}, 1e20, True),
        ({"maximum": 2**53 + 1}, 2.0**53, True),
        # Patterns mean ECMA-262.
        ({"pattern": "^[0-9]+$"}, "123\n", False),
        ({"pattern": "^[a-z]+-?[a-z]+$"}, "a", False),
        ({"pattern": "^(?!x)[a-z]+$"}, "a", True),
        ({"pattern": r"^\d+$"}, "\u0663", False),
        ({"pattern": r"^\w+$"}, "é", False),
        ({"pattern": r"^\W$"}, "é", True),
        ({"pattern": r"^\s$"}, "\ufeff", True),
        ({"pattern": r"^\s$"}, "\x1c", False),
        ({"pattern": r"^[\s]$"}, "\x85", False),
        ({"pattern": r"^[\S]$"}, "\x85", True),
        ({"pattern": r"^\S$"}, "\u2028", False),
        ({"pattern": r"^\cJ$"}, "\n", True),
        ({"pattern": r"^\u{41}$"}, "A", True),
        ({"pattern": "^b"}, "a\nb", False),
        ({"pattern": "^.$"}, "\r", True),
        ({"pattern": "^.$"}, "\n", False),
        ({"patternProperties": {r"^\d$": {"type": "integer"}}}, {"\u0663": "x"}, True),
        ({"format": "email"}, "nobody", True),
        # 2020-12 has no such keyword; jsonschema-rs enforces it all the same.
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, True),
        ({"properties": {"dependencies": {"type": "null"}}}, {"dependencies": 1}, False),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", "items": {"$ref": "#"}}, [[]], True),
        ({"x-salesiq-basis": {"type": "inferred"}, "type": "object"}, {}, True),
    ],
)
def test_engines_read_a_schema_in_the_same_way(engine, schema, document, valid):
    judge = engine.compile(schema)
    assert judge.is_valid(document) is valid
    assert (not judge.violations(document)) is valid


@pytest.mark.parametrize(
    "name",
    ["", "0", "00", "007", "+7", "-1", "18446744073709551616", "~", "/", "~1", "#", "%25", "é", "\U0001f600", "\x00"],
)
def test_any_name_is_told_as_it_is(engine, name):
    """jsonschema-rs leaves out the empty name and makes numbers of those that look like one."""
    judge = engine.compile({"properties": {"a": {"additionalProperties": {"items": {"type": "string"}}}}})
    (found,) = judge.violations({"a": {"b": ["x"], name: ["x", 1]}})
    assert found.pointer == ("a", name, 1)


def test_names_that_look_like_indices_are_names(engine):
    judge = engine.compile({"additionalProperties": {"type": "string"}})
    assert [found.pointer for found in judge.violations({"1": 1, "0": 2, "10": "x"})] == [("0",), ("1",)]


def test_numbers_of_any_length_are_judged(engine):
    number = 10**5_000
    assert [found.keyword for found in engine.compile({"type": "string"}).violations([{"a": number}])] == ["type"]
    assert engine.compile({"items": {"type": "integer", "multipleOf": 10}}).violations([number]) == ()
    schema = {
        "not": {},
        "minItems": 2,
        "contains": {"type": "null"},
        "anyOf": [False, False],
        "unevaluatedItems": False,
    }
    assert {found.keyword for found in engine.compile(schema).violations([number])} == {*schema}


def test_names_that_look_alike_are_told_apart(engine):
    judge = engine.compile({"additionalProperties": {"type": "string"}})
    assert [found.pointer for found in judge.violations({"7": 1, "07": "x", "+7": 2})] == [("+7",), ("7",)]


def test_places_in_the_schema_are_told_apart_as_well(engine):
    schema = {
        "properties": {"7": {"properties": {"": {"type": "null"}}}, "07": {"type": "string"}},
        "patternProperties": {"^[+]": {"type": "integer"}},
    }
    assert told(engine, schema, {"7": {"": 1}, "07": 1, "+7": "x"}) == [
        (("+7",), "type", ("integer",), ("patternProperties", "^[+]")),
        (("07",), "type", ("string",), ("properties", "07")),
        (("7", ""), "type", ("null",), ("properties", "7", "properties", "")),
    ]


def test_half_a_surrogate_pair_is_a_character(engine):
    schema = {"properties": {"a": {"maxLength": 1}, "b": {"pattern": "^x"}}, "additionalProperties": False}
    assert told(engine, schema, {"a": "\ud800", "b": "\ud800x", "\udc00": 1}) == [
        (("b",), "pattern", "^x", ("properties", "b")),
        (("\udc00",), "additionalProperties", False, ()),
    ]


def nested(levels: int):
    document: object = 1
    for _ in range(levels):
        document = [document]
    return document


def test_a_document_as_deep_as_is_judged_is_judged(engine):
    judge = engine.compile({"type": "object"})
    assert [found.keyword for found in judge.violations(nested(MAX_DEPTH))] == ["type"]


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 5_000, 100_000])
def test_a_deeper_document_is_not_judged_and_nothing_breaks(engine, levels):
    judge = engine.compile({"type": "object"})
    assert judge.violations(nested(levels)) == ()


def test_references_that_meet_again_are_no_circle(engine):
    schema = {
        "items": {"$ref": "#"},
        "anyOf": [{"$ref": "#/$defs/a"}, {"allOf": [{"$ref": "#/$defs/a"}]}],
        "$defs": {"a": {"type": ["array", "null"]}},
    }
    assert engine.compile(schema).is_valid([[], None])


def test_references_that_lead_back_are_followed(engine):
    schema = {
        "$ref": "#/$defs/node",
        "$defs": {"node": {"properties": {"next": {"$ref": "#/$defs/node"}, "id": {"type": "string"}}}},
    }
    assert told(engine, schema, {"next": {"next": {"id": 1}}}) == [
        (("next", "next", "id"), "type", ("string",), ("$defs", "node", "properties", "id"))
    ]


def test_parts_with_names_of_their_own_are_followed(engine):
    schema = {
        "$id": "https://example.com/a",
        "$ref": "b#c",
        "$defs": {"x": {"$id": "b", "$defs": {"y": {"$anchor": "c", "type": "string"}}}},
    }
    (found,) = engine.compile(schema).violations(1)
    assert (found.pointer, found.keyword, found.detail) == ((), "type", ("string",))


SECRET = "1000.canary.value"


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "int"}, "'type' at #/type"),
        ({"properties": {"a": {"required": True}}}, "'required' at #/properties/a/required"),
        ({"minLength": -1}, "'minLength' at #/minLength"),
        ({"maximum": SECRET}, "'maximum' at #/maximum"),
        ({"items": [{"type": "integer"}]}, "'items' at #/items"),
        ({"pattern": f"({SECRET}"}, "the pattern at #/pattern"),
        ({"pattern": f"{SECRET}\\Z"}, "the pattern at #/pattern"),
        ({"pattern": 1}, "'pattern' at #/pattern"),
        ({"properties": {"a": {"patternProperties": {"[": {}}}}}, "the pattern at #/properties/a/patternProperties/["),
        ({"properties": {"a": {"$ref": "#/$defs/none"}}}, "#/properties/a leads to no schema"),
        ({"properties": {"a": {"$ref": f"https://example.com/{SECRET}"}}}, "#/properties/a leads out of it"),
        ({"$ref": f"{SECRET}.json"}, "# leads out of it"),
        ({"$id": "https://example.com/a", "$ref": "https://example.com/b"}, "# leads out of it"),
        ({"$ref": "#nowhere"}, "leads to no schema"),
        ({"$anchor": "here", "$ref": "#nowhere"}, "# leads to no schema"),
        ({"$dynamicRef": "#nowhere", "$anchor": "here"}, "# leads to no schema"),
        ({"$ref": 1}, "is not text"),
        ({"$ref": "#"}, "comes back to itself"),
        ({"items": {"not": {"allOf": [{"$ref": "#/items"}]}}}, "comes back to itself"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "another dialect"),
        ({"enum": [math.nan]}, "JSON cannot carry"),
        ({"const": b"x"}, "JSON cannot carry"),
        ({"const": {1: {2, 3}}}, "#/const/1"),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_with_a_reason_and_no_value(engine, schema, reason):
    with pytest.raises(SchemaNotUsable) as caught:
        engine.compile(schema)
    assert reason in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "schema",
    [{"$schema": "https://json-schema.org/draft/2020-12/schema#"}, types.MappingProxyType({"type": "object"}), {}],
)
def test_any_mapping_of_the_dialect_is_a_schema(engine, schema):
    assert engine.compile(schema).is_valid({})


def test_a_schema_is_copied_when_it_is_compiled(engine):
    schema = {"properties": {"a": {"type": "string"}}}
    judge = engine.compile(schema)
    schema["properties"]["a"]["type"] = "integer"
    assert judge.violations({"a": 1})
    assert schema == {"properties": {"a": {"type": "integer"}}}


def test_one_object_may_stand_in_two_places_of_a_schema(engine):
    text = {"type": "string"}
    found = engine.compile({"properties": {"a": text, "b": text}}).violations({"a": 1, "b": 2})
    assert [violation.schema_path for violation in found] == [("properties", "a"), ("properties", "b")]


def test_a_judge_serves_several_threads(engine):
    judge = engine.compile(ANIMALS)
    documents = [{"kind": "cat", "lives": "9"}, {"kind": "dog", "packs": 4}, 1, {"kind": "cat", "lives": 9}] * 25
    expected = [judge.violations(document) for document in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(engine.compile(ANIMALS).violations, documents)) == expected


def test_nothing_of_an_engine_shows_a_value(engine):
    judge = engine.compile({"properties": {"a": {"const": 1}}, "additionalProperties": False})
    found = judge.violations({"a": SECRET, SECRET: 1})
    assert len(found) == 2
    assert SECRET not in repr((judge, found, [violation.detail for violation in found]))
