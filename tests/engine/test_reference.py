"""What is so of the reference engine alone."""

from __future__ import annotations

import time

import pytest

from salesiq_validate.engine.ecma import TEXT_LIMIT
from salesiq_validate.engine.reference import RECURSIVE_DEPTH, ReferenceEngine, _unless_too_deep
from salesiq_validate.engine.sendable import TOO_DEEP
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


def test_a_document_too_deep_for_a_schema_that_refers_to_itself_is_told():
    compiled = judge({"items": {"$ref": "#"}})
    document: object = []
    for _ in range(RECURSIVE_DEPTH - 1):
        document = [document]
    assert compiled.is_valid(document)
    assert compiled.violations(document) == ()
    assert not compiled.is_valid([document])
    (found,) = compiled.violations([document])
    assert (found.pointer, found.keyword) == ((), "json")


def test_unicode_properties_are_refused():
    with pytest.raises(SchemaNotUsable, match="Unicode properties"):
        judge({"pattern": r"^\p{L}+$"})


def test_metaschemas_are_not_known():
    with pytest.raises(SchemaNotUsable):
        judge({"$ref": "https://json-schema.org/draft/2020-12/schema"})


def test_a_schema_with_too_much_between_two_levels_is_told_and_nothing_breaks():
    schema: dict[str, object] = {"items": {"$ref": "#"}}
    for _ in range(60):
        schema = {"allOf": [schema]}
    compiled = judge(schema)
    assert compiled.is_valid([])
    document: object = []
    for _ in range(40):
        document = [document]
    assert not compiled.is_valid(document)
    assert [found.detail for found in compiled.violations(document)] == [TOO_DEEP]


def test_only_a_lack_of_stack_is_too_deep():
    class PanicException(BaseException):
        pass

    def fail(problem):
        raise problem

    assert _unless_too_deep(lambda: fail(PanicException())) is None
    assert _unless_too_deep(lambda: fail(RecursionError())) is None
    for problem in (KeyboardInterrupt(), ZeroDivisionError()):
        with pytest.raises(type(problem)):
            _unless_too_deep(lambda problem=problem: fail(problem))
