"""What is so of the reference engine alone."""

from __future__ import annotations

import time

import pytest

from salesiq_validate.engine.ecma import TEXT_LIMIT
from salesiq_validate.engine.reference import RECURSIVE_DEPTH, ReferenceEngine
from salesiq_validate.exceptions import SchemaNotUsable


def judge(schema):
    return ReferenceEngine().compile(schema)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("^([A-Za-z0-9_]+ ?)*$", "a" * 200 + "!"), ("^(a|a)*$", "a" * 200 + "!"), ("^[a-z]*[a-z]*$", "a" * 200_000 + "!")],
)
def test_a_pattern_that_takes_long_does_not_on_a_long_text(pattern, text):
    compiled = judge({"pattern": pattern})
    start = time.perf_counter()
    assert compiled.is_valid(text)
    assert time.perf_counter() - start < 1


def test_a_text_up_to_the_limit_is_judged():
    compiled = judge({"pattern": "^[0-9]+$"})
    assert not compiled.is_valid("1" * (TEXT_LIMIT - 1) + "x")
    assert compiled.is_valid("1" * TEXT_LIMIT + "x")


def test_a_long_name_is_no_extra_member_and_meets_no_pattern():
    compiled = judge({"patternProperties": {"^a": {"type": "null"}}, "additionalProperties": False})
    assert compiled.is_valid({"a" * (TEXT_LIMIT + 1): 1})


def test_a_document_too_deep_for_a_schema_that_refers_to_itself_is_not_judged():
    compiled = judge({"type": "array", "items": {"$ref": "#"}})
    document: object = 1
    for _ in range(RECURSIVE_DEPTH):
        document = [document]
    assert not compiled.is_valid(document)
    assert [found.keyword for found in compiled.violations(document)] == ["type"]
    assert compiled.is_valid([document])
    assert compiled.violations([document]) == ()


def test_unicode_properties_are_refused():
    with pytest.raises(SchemaNotUsable, match="Unicode properties"):
        judge({"pattern": r"^\p{L}+$"})


def test_metaschemas_are_not_known():
    with pytest.raises(SchemaNotUsable):
        judge({"$ref": "https://json-schema.org/draft/2020-12/schema"})


def test_a_schema_with_too_much_between_two_levels_decides_nothing_and_nothing_breaks():
    schema: dict[str, object] = {"items": {"$ref": "#"}, "type": "array"}
    for _ in range(60):
        schema = {"allOf": [schema]}
    compiled = judge(schema)
    assert not compiled.is_valid(1)
    document: object = 1
    for _ in range(40):
        document = [document]
    assert compiled.is_valid(document)
    assert compiled.violations(document) == ()


LONG = "a" * (TEXT_LIMIT + 1)


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "^b"},
        {"not": {"pattern": "^a"}},
        {"oneOf": [{"pattern": "^a"}, {"pattern": "^b"}]},
        {"oneOf": [{"pattern": "^a"}, {"pattern": "^a+$"}]},
        {"anyOf": [{"not": {"pattern": "^a"}}, {"type": "null"}]},
        {"if": {"pattern": "^b"}, "then": False},
        {"if": {"pattern": "^a"}, "else": False},
        {"allOf": [{"if": {"pattern": "^b"}, "then": {"maxLength": 1}}]},
    ],
)
def test_what_depends_on_a_text_that_is_too_long_for_its_pattern_is_left_open(schema):
    compiled = judge({"properties": {"text": schema}, "required": ["other"]})
    assert [found.pointer for found in compiled.violations({"text": LONG})] == [("other",)]
    assert compiled.violations({"text": LONG, "other": 1}) == ()
    assert compiled.is_valid({"text": LONG, "other": 1})


@pytest.mark.parametrize(
    "schema",
    [
        {"patternProperties": {"^b": False}},
        {"patternProperties": {"^a": True}, "additionalProperties": False},
        {"patternProperties": {"^a": True}, "unevaluatedProperties": False},
        {"propertyNames": {"pattern": "^b"}},
        {"propertyNames": {"not": {"pattern": "^a"}}},
    ],
)
def test_what_depends_on_a_name_that_is_too_long_for_a_pattern_is_left_open(schema):
    assert judge(schema).violations({LONG: 1}) == ()


@pytest.mark.parametrize(
    ("pattern", "name"), [("a$", "a\n"), (r"^\d$", "\u0663"), (r"^\w$", "\u00e9"), (r"^\S+$", "\ufeff"), (r"\cA", "A")]
)
def test_unevaluated_members_are_told_by_patterns_of_ecma(pattern, name):
    compiled = judge({"patternProperties": {pattern: True}, "unevaluatedProperties": False})
    assert [found.keyword for found in compiled.violations({name: 1})] == ["unevaluatedProperties"]


def test_a_member_that_additional_properties_refuse_is_evaluated():
    compiled = judge({"additionalProperties": {"type": "null"}, "unevaluatedProperties": False})
    assert [found.keyword for found in compiled.violations({"a": 1})] == ["type"]
