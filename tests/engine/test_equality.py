"""JSON types and equality."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from tests.engine import generation

from salesiq_validate.engine.equality import admits, canonical, number


def equal(one, other) -> bool:
    """JSON equality by its definition, number by decimal text."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return Decimal(repr(one)) == Decimal(repr(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[name], other[name]) for name in one)
    return type(one) is type(other) and one == other


@given(generation.values, generation.values)
def test_equal_values_have_one_canonical_form_and_others_have_not(one, other):
    assert (canonical(one) == canonical(other)) == equal(one, other)
    assert canonical(one) == canonical(one)
    hash(canonical(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [(["a", "b"], [["a"], "b"]), ([[], 1], [[1]]), ({"a": 1}, ["a", 1]), ([True], [1]), ([["["]], ["[", 1])],
)
def test_forms_of_different_values_are_not_mixed_up(one, other):
    assert canonical(one) != canonical(other)


def test_equality_needs_no_recursion():
    one: object = 1
    other: object = 1.0
    for _ in range(50_000):
        one, other = [one], [other]
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("value", "expected"), [(1.0, 1), (1.5, 1.5), (2.0**63, 9223372036854776000), (1e22, 10**22), (-0.0, 0), (7, 7)]
)
def test_a_number_is_what_its_text_means(value, expected):
    assert number(value) == expected
    assert type(number(value)) is type(expected)


@pytest.mark.parametrize(
    ("value", "types"),
    [
        (None, {"null"}),
        (True, {"boolean"}),
        (1, {"integer", "number"}),
        (1.0, {"integer", "number"}),
        (1.5, {"number"}),
        ("", {"string"}),
        ([], {"array"}),
        ({}, {"object"}),
    ],
)
def test_values_are_of_these_types(value, types):
    every = ["null", "boolean", "integer", "number", "string", "array", "object"]
    assert {name for name in every if admits(frozenset({name}), value)} == types
