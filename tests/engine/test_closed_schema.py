"""The law of closed schemas: what one accepts is plain JSON that the schema itself takes, whatever object it is."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from tests.engine import generation

pytest.importorskip("jsonschema_rs")

from tests.engine.generation import examples

from salesiq_validate.decode.problem import ProblemKind
from salesiq_validate.decode.python_objects import read_document
from salesiq_validate.engine.closed_schema import closed
from salesiq_validate.engine.fast import FastEngine
from salesiq_validate.limits import Limits
from salesiq_validate.validator import Validator

HUGE = st.sampled_from(
    [2**62, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**30, 10**4_299, 10**5_000, -(10**5_000), 1e300]
)


@st.composite
def with_something_odd(draw: st.DrawFn, document: Any) -> Any:
    """A document, or one in which something else stands somewhere."""
    document = copy.deepcopy(document)
    if draw(st.booleans()):
        return document
    node, odd = document, draw(generation.odd_values | HUGE)
    while True:
        places = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        if not places:
            return odd if node is document else document
        place = draw(st.sampled_from(list(places)))
        if draw(st.booleans()) or not isinstance(node[place], (dict, list)):
            node[place] = odd
            return document
        node = node[place]


def obeys(schema: Any, document: Any) -> bool:
    """Hold the closed form of a schema to the law; return whether it accepts the document."""
    judge, closed_form = FastEngine().compile(schema), closed(schema)
    takes = judge.takes_object(closed_form.depth)
    assert takes is not None
    try:
        if not takes(document):
            return False
    except ValueError:
        return False
    problems = read_document(document, Limits(max_depth=max(closed_form.depth, 1)))[1]
    # A Decimal is a number to jsonschema-rs; the quick look that documents had before lets it pass as well.
    assert {problem.kind for problem in problems} <= {ProblemKind.NOT_JSON_TYPE}
    assert not problems or "Decimal" in repr(document)
    assert judge.is_valid(document)
    return True


@pytest.mark.parametrize("file", generation.our_schemas())
@examples(20)
@given(data=st.data())
def test_our_schemas_obey(file, data):
    schema = data.draw(st.sampled_from(generation.our_schemas()[file]))
    note(f"schema: {schema!r}")
    obeys(schema, data.draw(generation.documents(schema).flatmap(with_something_odd)))


@examples(300)
@given(data=st.data())
def test_random_schemas_obey(data):
    schema = data.draw(generation.schemas | generation.foreign_schemas)
    note(f"schema: {schema!r}")
    obeys(schema, data.draw(generation.documents(schema).flatmap(with_something_odd)))


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ({"type": "string"}, "é"),
        ({"type": ["integer", "string"], "pattern": "^[0-9]+$"}, 5),
        ({"type": ["integer", "string"], "pattern": "^[0-9]+$"}, "5"),
        ({"enum": ["a", 1, None]}, "a"),
        ({"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "number"}}]}, [1.5]),
        ({"oneOf": [{"type": "object", "properties": {"a": {"type": "boolean"}}}, {"type": "string"}]}, {"a": True}),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"a": "b"}),
        # Though the schema lets other members in.
        ({"type": "object", "properties": {"a": {"type": "string"}, "b": {}}}, {"a": "b"}),
    ],
)
def test_what_is_listed_and_plain_is_taken(schema, document):
    assert obeys(schema, document)


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ({}, 1),
        ({"type": "object"}, {"a": 1}),
        ({"type": "array"}, [1]),
        ({"type": "object", "patternProperties": {"a": {"type": "string"}}}, {"a": "b"}),
        ({"enum": [[1]]}, [1]),
        ({"const": 1}, 1),
        ({"type": "string"}, "\ud800"),
        ({"type": "string"}, "\0"),
        ({"type": "number"}, float("inf")),
        pytest.param({"type": "integer"}, 10**5_000, id="5,000 digits"),
    ],
)
def test_what_is_not_known_for_certain_is_not_taken(schema, document):
    assert not obeys(schema, document)


def test_a_schema_that_is_deeper_than_the_limit_takes_nothing():
    schema = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}}
    judge = FastEngine().compile(schema)
    assert judge.takes_object(2) is not None
    assert judge.takes_object(1) is None


def test_nearly_all_bodies_that_the_contract_shows_are_taken():
    validator = Validator()
    seen = taken = 0
    for operation in validator.operations:
        for media, schema in operation.bodies.items():
            example = operation.document["requestBody"]["content"][media].get("example")
            if media == "application/json" and example is not None:
                seen += 1
                taken += obeys(FastEngine().compile(schema).schema, example)
    assert taken >= 0.8 * seen


def test_objects_of_any_depth_are_judged_without_a_crash():
    """In a process of its own: what is guarded against would end it."""
    script = """
import json
from salesiq_validate.engine.fast import FastEngine
one, inside = [], {}
for _ in range(200_000):
    one, inside = [one], {"a": inside}
inside["a"] = inside
text = {"type": "string"}
for schema in (
    {"type": "array", "items": text, "uniqueItems": True},
    {"type": "array", "items": {"type": "array", "items": text}, "uniqueItems": True},
    {"type": "object", "properties": {"a": {"enum": ["b"]}, "b": {"anyOf": [text, {"type": "array", "items": text}]}}},
    {"type": "object", "additionalProperties": {"oneOf": [text, {"const": 1}], "not": {"enum": [[1]]}}},
):
    takes = FastEngine().compile(schema).takes_object(10)
    for document in (one, [one, one], [one, [one]], inside, {"a": one}, {"b": one}, {"a": inside, "b": inside}):
        try:
            assert not takes(document), schema
        except ValueError:
            pass
print("alive")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "alive\n", done.stderr


def test_closing_leaves_the_schema_as_it_is():
    schema = {"type": ["integer", "string"], "allOf": [{"minimum": 1}], "anyOf": [{}]}
    before = json.dumps(schema)
    closed(schema)
    closed({"anyOf": [schema], "allOf": [schema]})
    assert json.dumps(schema) == before
