from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.decode.problem import Lines, Position


@given(st.text("a\n\ré"), st.lists(st.integers(0, 12)))
def test_lines_are_counted_whatever_was_asked_before(text, offsets):
    lines = Lines(text)
    for offset in offsets:
        if offset <= len(text):
            before = text[:offset]
            assert lines.at(offset) == Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1, offset)
