"""Whatever is called a schema: both engines refuse it, or judge by it with one verdict, and nothing else happens."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from tests.engine import generation
from tests.engine.generation import examples

from salesiq_validate.engine.protocol import MAX_DEPTH
from salesiq_validate.engine.reference import ReferenceEngine
from salesiq_validate.exceptions import SchemaNotUsable

references = st.sampled_from(
    [
        "#",
        "#/$defs/a",
        "#/$defs/b",
        "#/items",
        "#/properties/a",
        "#/allOf/0",
        "#/x/0",
        "#a",
        "#b",
        "a",
        "b",
        "a#b",
        "https://example.com/a",
        "urn:x:a",
        "http://[",
        "#/%zz",
        "/a",
    ]
)
names = st.sampled_from(["a", "b", "https://example.com/a", "urn:x:a", "/a", "", "http://["])
scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["a", "^a", "string", "array", "(", 1.5])
#: Keywords with values of the right kind, mostly.
ONE = st.sampled_from(
    [
        "items",
        "not",
        "if",
        "then",
        "else",
        "contains",
        "additionalProperties",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
NAMED = st.sampled_from(["properties", "$defs", "patternProperties", "dependentSchemas", "x"])
LISTED = st.sampled_from(["allOf", "anyOf", "oneOf", "prefixItems", "enum", "x"])


def merged(parts):
    return {keyword: value for part in parts for keyword, value in part.items()}


def larger(inner):
    pair = st.one_of(
        st.tuples(st.sampled_from(["$ref", "$dynamicRef"]), references),
        st.tuples(st.just("$id"), names),
        st.tuples(st.sampled_from(["$anchor", "$dynamicAnchor"]), st.sampled_from(["a", "b"])),
        st.tuples(ONE, inner),
        st.tuples(NAMED, st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2)),
        st.tuples(LISTED, st.lists(inner, max_size=2)),
        st.tuples(st.sampled_from(["type", "pattern", "minimum", "minItems", "const", "required", "$schema"]), scalars),
    )
    return st.lists(pair.map(lambda item: dict([item])), min_size=1, max_size=4).map(merged)


wild_schemas = st.recursive(
    st.sampled_from([True, False, {}, {"type": "string"}, {"type": "array"}]), larger, max_leaves=8
)


def compiled(engine, schema):
    try:
        return engine.compile(schema)
    except SchemaNotUsable:
        return None


documents = st.lists(generation.values, min_size=1, max_size=3)


@examples(300)
@given(wild_schemas, documents)
def test_a_schema_is_refused_or_both_engines_say_the_same(schema, documents):
    pytest.importorskip("jsonschema_rs")
    hold_engines_equal(schema, documents)


def hold_engines_equal(schema, documents):
    from salesiq_validate.engine.fast import FastEngine

    note(json.dumps(schema))
    fast, reference = compiled(FastEngine(), schema), compiled(ReferenceEngine(), schema)
    assert (fast is None) == (reference is None)
    if fast is None or reference is None:
        return
    for document in documents:
        note(repr(document))
        told = fast.violations(document)
        assert fast.is_valid(document) == reference.is_valid(document) == (not told)
        assert bool(reference.violations(document)) == bool(told)


@examples(100)
@given(generation.odd_values)
def test_any_object_is_a_schema_or_refused(schema):
    judge = compiled(ReferenceEngine(), schema)
    assert judge is None or judge.is_valid(None) in {True, False}


def test_a_document_of_the_greatest_depth_is_judged_by_a_schema_that_names_itself(engine):
    judge = engine.compile({"$id": "urn:x:a", "type": "array", "items": {"$ref": "urn:x:a"}})
    document: object = 1
    for _ in range(min(MAX_DEPTH, 64)):
        document = [document]
    assert not judge.is_valid(document)
