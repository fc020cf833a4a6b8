"""The window through which a large JSON text is read, and the places in it where elements seem to begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.recordings.stream.json_span import Malformed, member_name, require, skip_blanks

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
    """The part of a text that is in memory."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.text = b""
        #: Line of the first byte in memory.
        self.line = 1
        #: How far line feeds have been counted, and the line there.
        self._counted = (0, 1)
        self._blocks = blocks
        self._failure: UnreadableRecording | None = None
        #: No more blocks will come.
        self.ended = False

    def more(self) -> bool:
        """Read on: as much again as there is, so that growing stays linear. False at the end."""
        if self.ended:
            return False
        taken, size = [self.text], 0
        try:
            for block in self._blocks:
                taken.append(block)
                size += len(block)
                if size >= len(self.text):
                    break
            else:
                self.ended = True
        except UnreadableRecording as error:
            self._failure, self.ended = error, True
        self.text = b"".join(taken)
        return size > 0

    def drop(self, count: int) -> None:
        """Forget the first bytes."""
        self.line = self.line_at(count)
        self.text = self.text[count:]
        self._counted = (0, self.line)

    def line_at(self, offset: int) -> int:
        """Return the line of an offset; asked in rising order, each line feed is counted once."""
        at, line = self._counted
        if offset < at:
            at, line = 0, self.line
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

    def last(self, text: bytes) -> int:
        """Return the offset of the last comma between two elements, or -1."""
        at = -1 if self.seen is None else text.rfind(self.seen)
        if at >= 0 or self.certain:
            return at
        at = len(text)
        for _ in range(_TRIES):
            if self._key is None or (at := text.rfind(self._key, 0, at)) < 0:
                break
            if (comma := _comma_before(text, 0, at)) >= 0:
                self.seen = text[comma:at] + self._key
                return comma
        return -1

    def first(self, text: bytes, at: int, end: int) -> int:
        """Return the offset of the first comma between two elements in a span, or -1."""
        if self._literal is not None:
            return text.find(self._literal, at, end)
        since = at
        for _ in range(_TRIES):
            if self._key is None or (at := text.find(self._key, at + 1, end)) < 0:
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
        except Malformed:
            key = None
    return at, Separator(text[begin:at], key)
