"""Numbering: the numbers of lines and entries, put right when the parts of a file come in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesiq_validate.archive.part import Part
    from salesiq_validate.archive.partition import Partition


class Numbering:
    """Knows how many lines and entries of a file were passed; parts come in the order of the archive."""

    def __init__(self) -> None:
        self._lines = self._entries = 0

    def before(self, part: Part, lines: int, entries: int) -> tuple[int, int]:
        """Return how many lines and entries stand before a part, and pass it.

        Arguments:
            part: the next.
            lines: how many it has.
            entries: how many of them are no blank ones.
        """
        if not part.begin:
            self._lines = self._entries = 0
        before = self._lines, self._entries
        self._lines += lines
        self._entries += entries
        return before

    def numbered(self, part: Part, partition: Partition) -> Partition:
        """Return what was judged of the next part under the numbers that it has in its file."""
        return partition.behind(*self.before(part, partition.lines, partition.entries))
