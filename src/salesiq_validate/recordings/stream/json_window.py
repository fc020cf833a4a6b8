"""The window through which we read a large JSON text, and the places in it where elements seem to begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.recordings.stream.json_span import MalformedJson, member_name, require, skip_blanks

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDENTED: Final = re.compile(rb"\r?\n[ \t]+")
_BEFORE_KEY: Final = re.compile(rb"(,)[ \t\r\n]*\{[ \t\r\n]*\Z")
#: How much white space between two elements we still recognise.
LOOK_BACK: Final = 200
#: Up to this number of line feeds, we search for them one by one.
_FEW: Final = 3
#: How many places that only look like a beginning we skip; a text with more is an attack.
_TRIES: Final = 1_000


class Window:
    """The part of a text that is in memory, and how far it has been read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.text = b""
        #: The text before this offset is finished; we drop it when we read more.
        self.at = 0
        #: The line of the first byte in memory.
        self._line = 1
        #: The offset up to which we have counted line feeds, and the line there.
        self._counted = (0, 1)
        self._blocks = blocks
        self._failure: UnreadableRecording | None = None
        #: Whether no more blocks will come.
        self.ended = False

    @property
    def left(self) -> int:
        """How many unfinished bytes are in memory."""
        return len(self.text) - self.at

    def more(self) -> bool:
        """Read as much again as is left, so that the total work stays linear; return False at the end."""
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
        """Return the line of an offset; if callers ask in rising order, each line feed is counted once."""
        at, line = self._counted
        if offset < at:
            at, line = 0, self._line
        self._counted = (offset, line + _line_feeds(self.text, at, offset))
        return self._counted[1]

    def raise_failure(self) -> None:
        """Raise the error that ended the blocks too early, if there was one.

        Raises:
            UnreadableRecording: an error ended the blocks.
        """
        if self._failure is not None:
            raise self._failure


def _line_feeds(text: bytes, begin: int, end: int) -> int:
    """Count line feeds; if there are few, as between entries without indentation, it is faster to search for each."""
    for found in range(_FEW):
        begin = text.find(b"\n", begin, end) + 1
        if not begin:
            return found
    return _FEW + text.count(b"\n", begin, end)


class Separator:
    """Where elements seem to begin: after the same indentation as the first one, or with the same first member."""

    def __init__(self, indent: bytes, key: bytes | None) -> None:
        # Without its own indentation (compact, or only line feeds), the layout says nothing; we use the first key.
        self._literal = b"," + indent + b"{" if _INDENTED.fullmatch(indent) else None
        self._key = None if key is None else b'"' + key + b'"'
        #: Whether nothing inside an element can look like a separator.
        self.certain = self._literal is not None
        #: Whether there is anything to search for.
        self.exists = self.certain or key is not None
        #: The exact text between two elements, once we have seen it; every program separates all elements alike.
        self.seen = self._literal

    def last(self, text: bytes, begin: int) -> int:
        """Return the offset of the last comma between two elements after an offset, or -1."""
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
        """Return the offset of the first comma between two elements after an offset, or -1."""
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
    """Return the offset of the comma before the object whose first key is at an offset, or -1."""
    begin = max(since, at - LOOK_BACK)
    found = _BEFORE_KEY.search(text[begin:at])
    return -1 if found is None else begin + found.start(1)


def layout_of(text: bytes, begin: int) -> tuple[int, Separator]:
    """Return the offset of the first element, and the separator of the elements.

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
