"""Violations: values that sort, hash and hide."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.engine.protocol import Violation, ordered

violations = st.builds(
    Violation,
    st.lists(st.integers(0, 12) | st.text(max_size=2), max_size=3).map(tuple),
    st.sampled_from(["type", "required"]),
    st.sampled_from([None, 1, ("string",), "a"]),
    st.lists(st.integers(0, 12) | st.text(max_size=2), max_size=2).map(tuple),
)


@given(st.lists(violations, max_size=6))
def test_the_order_does_not_depend_on_the_order_of_coming(found):
    assert [each.sort_key for each in ordered(found)] == [each.sort_key for each in ordered(reversed(found))]
    assert set(ordered(found)) == set(found)
    assert len(ordered(found)) == len(set(found))


def test_indices_sort_as_numbers_and_before_names():
    pointers = [(), (2,), (2, "a"), (10,), ("2",), ("a",), ("a", 0), ("b",)]
    found = {Violation(pointer, "type", None, ()) for pointer in pointers}
    assert [violation.pointer for violation in sorted(found)] == pointers


def test_violations_compare_with_nothing_else():
    violation = Violation((), "type", None, ())
    assert violation != "type"
    with pytest.raises(TypeError):
        violation < "type"  # noqa: B015


def test_repr_shows_no_name_of_the_document():
    assert "canary" not in repr(Violation(("canary",), "additionalProperties", False, ()))


def test_violations_can_be_copied_and_sent():
    violation = Violation(("a", 0), "enum", ("x", 1), ("items",))
    assert copy.deepcopy(violation) == violation == pickle.loads(pickle.dumps(violation))
    assert len({violation, copy.copy(violation)}) == 1
