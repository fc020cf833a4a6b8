"""The branch that was meant."""

from __future__ import annotations

import pytest

from salesiq_validate.engine.unions import meant_branch, types_of_all

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
