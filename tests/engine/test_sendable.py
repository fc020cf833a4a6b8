"""Python objects are read as `json.dumps` would send them."""

from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st
from tests.engine import generation

from salesiq_validate.engine.sendable import CIRCULAR, MAX_DEPTH, TOO_DEEP, as_sent, is_plain


@given(generation.odd_values)
def test_what_can_be_sent_is_copied_as_it_is_sent(value):
    sent, faults = as_sent(value)
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        assert faults
    else:
        assert not faults
        assert json.dumps(sent) == json.dumps(json.loads(text))
    json.dumps(sent, allow_nan=False)


@given(generation.values)
def test_plain_json_is_copied_as_it_is(value):
    assert as_sent(value) == (value, ())
    assert is_plain(value) == (not holds_empty_name(value))


def holds_empty_name(value) -> bool:
    if isinstance(value, dict):
        return "" in value or any(map(holds_empty_name, value.values()))
    return isinstance(value, list) and any(map(holds_empty_name, value))


@given(generation.odd_values)
def test_what_is_called_plain_is_sent_as_it_is(value):
    if is_plain(value):
        assert as_sent(value) == (value, ())


def test_members_keep_their_order():
    assert list(as_sent({"b": (1,), "a": 2, 3: {}})[0]) == ["b", "a", "3"]


def test_keys_become_text():
    sent, faults = as_sent({1: 0, 1.5: 0, None: 0, False: 0, -(2**64): 0, 10**5_000: 0})
    assert list(sent) == ["1", "1.5", "null", "false", "-18446744073709551616"]
    assert [fault.pointer for fault in faults] == [()]


def test_the_last_of_two_keys_with_one_text_counts():
    assert as_sent({1: "a", "1": "b"})[0] == {"1": "b"}


def test_faults_are_told_where_they_are():
    _, faults = as_sent({"b": [math.nan, {1: b""}], "a": {(): 1}})
    assert [fault.pointer for fault in faults] == [("a",), ("b", 0), ("b", 1, "1")]


def test_an_object_with_two_bad_keys_is_told_once():
    sent, faults = as_sent({(): 1, b"": 2, "a": 3})
    assert sent == {"a": 3}
    assert [fault.pointer for fault in faults] == [()]


def test_a_circle_ends():
    circle: list[object] = [1]
    circle.append([circle, circle])
    sent, faults = as_sent(circle)
    assert sent == [1, [None, None]]
    assert {fault.detail for fault in faults} == {CIRCULAR}


def test_depth_ends():
    value: object = []
    for _ in range(200_000):
        value = [value]
    (fault,) = as_sent(value)[1]
    assert (len(fault.pointer), fault.detail) == (MAX_DEPTH, TOO_DEEP)
    assert not is_plain(value)


@given(st.integers(0, MAX_DEPTH + 3), generation.scalars)
def test_plain_is_as_deep_as_can_be_sent(levels, value):
    for _ in range(levels):
        value = [value]
    assert is_plain(value) == (levels <= MAX_DEPTH)
    assert bool(as_sent(value)[1]) == (levels > MAX_DEPTH)
