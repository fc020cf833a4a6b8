"""The window through which a large JSON text is read, and the places in it where elements seem to begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.recordings.stream.json_span import MalformedJson, member_name, require, skip_blanks

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDENTED: Final = re.compile(rb"\r?\n[ \t]+")
_BEFORE_KEY: Final = re.compile(rb"(,)[ \t\r\n]*\{[ \t\r\n]*\Z")
#: White space between two elements that is still recognised as such.
LOOK_BACK: Final = 200
#: So many line feeds are looked for one by one.
_FEW: Final = 3
#: So many places that only look like a beginning are passed over; a text with more of them was made for it.
_TRIES: Final = 1_000


class Window:
    """The part of a text that is in memory, and how far it has been read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.text = b""
        #: What stands before this offset is done with; it is dropped when more is read.
        self.at = 0
        #: Line of the first byte in memory.
        self._line = 1
        #: How far line feeds have been counted, and the line there.
        self._counted = (0, 1)
        self._blocks = blocks
        self._failure: UnreadableRecording | None = None
        #: No more blocks will come.
        self.ended = False

    @property
    def left(self) -> int:
        """How many bytes are in memory that are not done with."""
        return len(self.text) - self.at

    def more(self) -> bool:
        """Read on: as much again as is left, so that growing stays linear. False at the end."""
        if self.ended:
            return False
        taken, size, left = [], 0, self.left
        try:
            for block in self._blocks:
                taken.append(block)
                size += len(block)
                if size >= left:
                    break
            else:
                self.ended = True
        except UnreadableRecording as error:
            self._failure, self.ended = error, True
        self._line = self.line_at(self.at)
        self._counted = (0, self._line)
        self.text, self.at = b"".join([self.text[self.at :], *taken]), 0
        return size > 0

    def line_at(self, offset: int) -> int:
        """Return the line of an offset; asked in rising order, each line feed is counted once."""
        at, line = self._counted
        if offset < at:
            at, line = 0, self._line
        self._counted = (offset, line + _line_feeds(self.text, at, offset))
        return self._counted[1]

    def raise_failure(self) -> None:
        """Raise what ended the blocks too early.

        Raises:
            UnreadableRecording: something did.
        """
        if self._failure is not None:
            raise self._failure


def _line_feeds(text: bytes, begin: int, end: int) -> int:
    """Count line feeds; where there are few, as between entries without indentation, finding them is faster."""
    for found in range(_FEW):
        begin = text.find(b"\n", begin, end) + 1
        if not begin:
            return found
    return _FEW + text.count(b"\n", begin, end)


class Separator:
    """Where elements seem to begin: after the indentation of the first one, or with its first member."""

    def __init__(self, indent: bytes, key: bytes | None) -> None:
        # Without a depth of its own (compact, or line feeds alone) the layout says nothing; the first key does.
        self._literal = b"," + indent + b"{" if _INDENTED.fullmatch(indent) else None
        self._key = None if key is None else b'"' + key + b'"'
        #: Nothing inside an element can look like this.
        self.certain = self._literal is not None
        #: There is anything to look for.
        self.exists = self.certain or key is not None
        #: Exactly what stood between two elements, once it has been seen; every writer is true to itself.
        self.seen = self._literal

    def last(self, text: bytes, begin: int) -> int:
        """Return the offset of the last comma between two elements behind an offset, or -1."""
        at = -1 if self.seen is None else text.rfind(self.seen, begin)
        if at >= 0 or self.certain:
            return at
        at = len(text)
        for _ in range(_TRIES):
            if self._key is None or (at := text.rfind(self._key, begin, at)) < 0:
                break
            if (comma := _comma_before(text, begin, at)) >= 0:
                self.seen = text[comma:at] + self._key
                return comma
        return -1

    def first(self, text: bytes, at: int) -> int:
        """Return the offset of the first comma between two elements behind an offset, or -1."""
        if self._literal is not None:
            return text.find(self._literal, at)
        since = at
        for _ in range(_TRIES):
            if self._key is None or (at := text.find(self._key, at + 1)) < 0:
                break
            if (comma := _comma_before(text, since, at)) >= 0:
                return comma
        return -1


def _comma_before(text: bytes, since: int, at: int) -> int:
    """Return the offset of the comma in front of the object whose first key is at an offset, or -1."""
    begin = max(since, at - LOOK_BACK)
    found = _BEFORE_KEY.search(text[begin:at])
    return -1 if found is None else begin + found.start(1)


def layout_of(text: bytes, begin: int) -> tuple[int, Separator]:
    """Return the offset of the first element and how elements are set apart.

    Raises:
        Unfinished: the text ends first.
    """
    at = skip_blanks(text, begin)
    require(text, at, b"")
    key = None
    if text[at : at + 1] == b"{":
        try:
            key, _ = member_name(text, skip_blanks(text, at + 1))
        except MalformedJson:
            key = None
    return at, Separator(text[begin:at], key)
