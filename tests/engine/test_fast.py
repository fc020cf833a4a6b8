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
def test_the_verdict_raises_a_value_error_for_what_is_not_json(document):
    judge = FastEngine().compile({"type": "null", "properties": {}})
    with pytest.raises(ValueError, match=r"Unsupported|key|surrogate"):
        judge.is_valid(document)


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


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^(?:(\w+)\s?)*(?<!x)$|!$", "a" * 40 + "!"),
        (r"^(?:(a*)*)*\1b?c$|^a+d$", "a" * 25 + "d"),
        (r"^(?:(?!x).)*$", "a" * 1_000_000),
        (r"^(a+)+\1$", "a" * 5_000 + "!"),
    ],
)
def test_a_search_that_takes_too_long_decides_nothing(pattern, text):
    """jsonschema-rs gives up after a million steps backwards, and calls the text unfit."""
    for schema in ({"pattern": pattern}, {"not": {"pattern": pattern}}):
        judge = FastEngine().compile(schema)
        assert judge.is_valid(text)
        assert judge.violations(text) == ()


def test_the_reference_engine_is_asked_only_in_doubt(monkeypatch):
    monkeypatch.setattr(reference, "ReferenceEngine", None)
    judge = FastEngine().compile({"items": {"type": "string"}, "additionalProperties": {"type": "string"}})
    assert judge.violations({"7": 1, "a": 1})
    assert judge.violations([1])
    with pytest.raises(TypeError):
        judge.violations({"": 1})


def test_a_keyword_that_the_schema_does_not_have_there_is_in_doubt():
    with pytest.raises(fast._Doubt):
        FastEngine().compile({"minimum": 1})._site(("maximum",), None)
