"""JSON types, equality, and the branch of a union that was meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from tests.engine import generation

from salesiq_validate.engine.values import admits, canonical, meant_branch, number, types_of_all


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


TEXT = {"type": "string"}
NUMBERS = {"type": ["integer", "null"]}


def kind(value, **more):
    return {"type": "object", "properties": {"kind": value, **more}}


@pytest.mark.parametrize(
    ("branches", "value", "expected"),
    [
        ([TEXT, NUMBERS], "x", 0),
        ([TEXT, NUMBERS], 1.0, 1),
        ([TEXT, NUMBERS], True, None),
        ([TEXT, TEXT], "x", None),
        ([TEXT, {}], "x", None),
        ([TEXT, {}], 1, 1),
        ([False, TEXT], "x", 1),
        ([True, TEXT], 1, 0),
        ([{"type": "object"}, {"type": "array"}], [], 1),
        ([kind({"const": 1}), kind({"const": 2})], {"kind": 2.0}, 1),
        ([kind({"const": 1}), kind({"const": True})], {"kind": True}, 1),
        ([kind({"const": 1}), kind({"const": 2})], {"kind": 3}, None),
        ([kind({"const": 1}), kind({"const": 2})], {}, None),
        ([kind({"enum": [1, 2]}), kind({"const": 3})], {"kind": 2}, 0),
        # Values in common tell nothing apart; another property may.
        ([kind({"enum": [1, 2]}), kind({"enum": [2, 3]})], {"kind": 1}, None),
        (
            [kind({"enum": [1, 2]}, mode={"const": "a"}), kind({"const": 2}, mode={"const": "b"})],
            {"kind": 2, "mode": "b"},
            1,
        ),
        # Every branch left by its type must say.
        ([kind({"const": 1}), kind({})], {"kind": 1}, None),
        ([kind({"const": 1}), kind({"const": 2}), TEXT], {"kind": 1}, 0),
        ([{"properties": {"kind": True}}, kind({"const": 2})], {"kind": 2}, None),
        ([True, kind({"const": 2})], {"kind": 2}, None),
        ([kind({"const": [1]}), kind({"const": {"a": 1}})], {"kind": {"a": 1.0}}, 1),
    ],
)
def test_the_branch_is_chosen_by_type_and_discriminator(branches, value, expected):
    assert meant_branch(branches, value) == expected


def test_types_are_listed_once_and_in_one_order():
    assert types_of_all([{"type": "string"}, {"type": ["string", "null"]}, False]) == ("null", "string")
    assert len(types_of_all([{"type": "string"}, {"minimum": 1}])) == 7
