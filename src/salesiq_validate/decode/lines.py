"""Lines: where in a text a character offset lies."""

from __future__ import annotations

from typing import NamedTuple

from attrs import define, field


class Position(NamedTuple):
    """A place in a text, as editors count."""

    #: From 1; only a line feed ends a line (a carriage return before it belongs to the line).
    line: int
    #: Characters (not bytes) from 1.
    column: int
    #: Characters before the place, from 0.
    offset: int


@define(repr=False, eq=False)
class Lines:
    """Counts lines on the way: places asked for in ascending order cost one pass over the text together."""

    _text: str
    #: The last answer, as (offset, its line, where that line begins); replaced whole, so threads may share it.
    _mark: tuple[int, int, int] = field(init=False, default=(0, 1, 0))

    def at(self, offset: int) -> Position:
        """Return the line and column of a character."""
        known, line, begin = self._mark
        if offset < known:
            known, line, begin = 0, 1, 0
        if breaks := self._text.count("\n", known, offset):
            line += breaks
            begin = self._text.rindex("\n", known, offset) + 1
        self._mark = (offset, line, begin)
        return Position(line, offset - begin + 1, offset)
