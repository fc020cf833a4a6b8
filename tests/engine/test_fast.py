"""What is so of the fast engine alone."""

from __future__ import annotations

import types

import pytest

pytest.importorskip("jsonschema_rs")

from salesiq_validate.engine import fast, reference
from salesiq_validate.engine.fast import FastEngine


def test_the_verdict_is_the_method_of_jsonschema_rs_itself():
    judge = FastEngine().compile({"type": "string"})
    assert isinstance(judge.is_valid, types.BuiltinMethodType)


@pytest.mark.parametrize("document", [b"x", {1: 2}, "\ud800", {1, 2}])
def test_the_verdict_may_raise_where_violations_do_not(document):
    judge = FastEngine().compile({"type": "null", "properties": {}})
    with pytest.raises(ValueError, match=r"Unsupported|key|surrogate"):
        judge.is_valid(document)
    assert judge.violations(document)


def test_errors_hold_no_values(monkeypatch):
    judge = FastEngine().compile({"type": "null"})
    (error,) = judge._iter_errors("canary")
    assert "canary" not in error.message


def test_what_is_in_doubt_is_told_without_its_place_if_the_reference_engine_cannot_read_the_schema():
    judge = FastEngine().compile({"additionalProperties": {"pattern": r"^\p{L}+$"}})
    assert [found.pointer for found in judge.violations({"a": "1"})] == [("a",)]
    assert [(found.pointer, found.keyword) for found in judge.violations({"": "1"})] == [((), "false")]
    assert judge.violations({"": "a"}) == ()
    assert judge.violations({"a": "\ud800"}) == ()


def test_an_endless_search_of_a_pattern_is_a_violation_of_it():
    judge = FastEngine().compile({"pattern": r"^(a+)+\1$"})
    assert [found.keyword for found in judge.violations("a" * 5_000 + "!")] == ["pattern"]


def test_a_schema_error_without_details_is_told_in_general():
    assert "is not what JSON Schema 2020-12 allows" in str(fast._reason(ValueError("canary")))


def test_the_reference_engine_is_asked_only_in_doubt(monkeypatch):
    monkeypatch.setattr(reference, "ReferenceEngine", None)
    judge = FastEngine().compile({"items": {"type": "string"}, "additionalProperties": {"type": "string"}})
    assert judge.violations({"7": 1, "a": 1})
    assert judge.violations([1])
    with pytest.raises(TypeError):
        judge.violations({"": 1})


def test_paths_inside_a_part_with_a_name_of_its_own_are_in_doubt():
    """They begin at the part, so the same path may lead to another keyword from the top."""
    schema = {"items": {"$id": "https://example.com/part", "minimum": 5}, "minimum": 3}
    (found,) = FastEngine().compile(schema).violations([1])
    assert (found.detail, found.schema_path) == (5, ("items",))


def test_a_keyword_that_the_schema_does_not_have_there_is_in_doubt():
    with pytest.raises(fast._Doubt):
        FastEngine().compile({"minimum": 1})._site(("maximum",), None)
