"""Both engines yield the same violations, for schemas of ours and for others of the same kind."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from tests.engine import generation
from tests.engine.generation import examples

from salesiq_validate.engine.reference import ReferenceEngine

pytest.importorskip("jsonschema_rs")

from salesiq_validate.engine.fast import FastEngine


@cache
def judges(written: str):
    schema = json.loads(written)
    return FastEngine().compile(schema), ReferenceEngine().compile(schema)


def assert_agreement(schema, document) -> None:
    note(f"schema: {schema!r}")
    note(f"document: {document!r}")
    fast, reference = judges(json.dumps(schema))
    told = fast.violations(document)
    note(f"fast: {[(violation.pointer, violation) for violation in told]}")
    also = reference.violations(document)
    note(f"reference: {[(violation.pointer, violation) for violation in also]}")
    assert told == also
    assert fast.is_valid(document) == reference.is_valid(document) == (not told)


@pytest.mark.parametrize("file", generation.our_schemas())
@examples(20)
@given(data=st.data())
def test_engines_agree_on_documents_of_our_schemas(file, data):
    schema = data.draw(st.sampled_from(generation.our_schemas()[file]))
    assert_agreement(schema, data.draw(generation.documents(schema)))


@examples(60)
@given(data=st.data())
def test_engines_agree_on_any_value_for_our_schemas(data):
    every = [schema for schemas in generation.our_schemas().values() for schema in schemas]
    assert_agreement(data.draw(st.sampled_from(every)), data.draw(generation.values))


@examples(200)
@given(data=st.data())
def test_engines_agree_on_random_schemas_of_our_kind(data):
    schema = data.draw(generation.schemas)
    assert_agreement(schema, data.draw(generation.documents(schema)))


@examples(150)
@given(data=st.data())
def test_engines_agree_on_schemas_that_only_callers_write(data):
    schema = data.draw(generation.foreign_schemas)
    assert_agreement(schema, data.draw(generation.documents(schema)))


@examples(100)
@given(data=st.data())
def test_a_sound_document_of_our_schemas_mostly_has_no_violation(data):
    """Guards the other tests: they would be worth little if no document were valid."""
    file = data.draw(st.sampled_from(["departments", "operators", "trigger_rules"]))
    schema = data.draw(st.sampled_from(generation.our_schemas()[file]))
    document = data.draw(generation.documents(schema, sound=True))
    fast, _ = judges(json.dumps(schema))
    kinds = {violation.keyword for violation in fast.violations(document)}
    note(f"{kinds}")
    # What the generator does not look at.
    assert kinds <= {"uniqueItems", "maxLength", "minProperties", "not", "anyOf", "oneOf", "pattern", "required"}
