"""Finds the items of a collection in its text, however deep their folders are, in one pass and without decoding."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from attrs import define

from salesiq_validate.recordings.stream.json_span import (
    MalformedJson,
    UnfinishedJson,
    member_name,
    require,
    skip_blanks,
    value_end,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


class ItemKind(enum.Enum):
    """What the walk can find in a collection."""

    #: A request: an element that is not a folder.
    ITEM = "item"
    #: The value of `auth` in a folder; it applies to the items in the folder.
    AUTH = "auth"
    #: Folders that are nested too deeply; the walk skips them.
    DEEP = "deep"
    #: A value that has no end, or is not JSON; the walk ends here.
    BROKEN = "broken"


class FoundItem(NamedTuple):
    """An item of a collection."""

    kind: ItemKind
    #: Numbers of the folders around the item, the collection first.
    folders: tuple[int, ...]
    begin: int
    end: int


@define
class _Open:
    """An object whose end the walk has not reached."""

    begin: int
    number: int
    is_folder: bool = False


def walk_items(text: bytes, begin: int, deepest: int) -> Iterator[FoundItem]:
    """Yield the items of the collection whose object begins at an offset, in the order of the text.

    Arguments:
        text: the text of the file.
        begin: the offset of the collection.
        deepest: how many levels of folders to follow.
    """
    walking = _Walk(text, begin, deepest)
    try:
        yield from walking.found()
    except (UnfinishedJson, MalformedJson):
        yield FoundItem(ItemKind.BROKEN, walking.folders, walking.element, len(text))


class _Walk:
    def __init__(self, text: bytes, begin: int, deepest: int) -> None:
        self._text = text
        self._begin = begin
        self._deepest = deepest
        self._open: list[_Open] = []
        self._numbers = 0
        #: The offset of the last element that the walk has reached.
        self.element = begin

    @property
    def folders(self) -> tuple[int, ...]:
        """The numbers of the folders that are open."""
        return tuple(each.number for each in self._open if each.is_folder)

    def found(self) -> Iterator[FoundItem]:
        text = self._text
        require(text, self._begin, b"{")
        at = self._enter(self._begin)
        while self._open:
            inner = self._open[-1]
            if text[at : at + 1] == b"}":
                self._open.pop()
                at += 1
                if not inner.is_folder and self._open:
                    yield FoundItem(ItemKind.ITEM, self.folders, inner.begin, at)
                at = yield from self._elements(at)
                continue
            name, value = member_name(text, at)
            if name == b"item" and text[value : value + 1] == b"[":
                inner.is_folder = True
                if len(self._open) > self._deepest + 1:
                    at = value_end(text, value)
                    yield FoundItem(ItemKind.DEEP, self.folders, value, at)
                    at = self._behind(at, b"}")
                else:
                    at = yield from self._elements(skip_blanks(text, value + 1), is_first=True)
                continue
            at = value_end(text, value)
            if name == b"auth":
                yield FoundItem(ItemKind.AUTH, (inner.number,), value, at)
            at = self._behind(at, b"}")

    def _elements(self, at: int, *, is_first: bool = False) -> Generator[FoundItem, None, int]:
        """Move on in an array of items to its next object, or past the array's end; return the offset."""
        text = self._text
        while self._open:
            if not is_first:
                at = self._behind(at, b"]")
            is_first = False
            if text[at : at + 1] == b"]":
                return self._behind(at + 1, b"}")
            self.element = at
            require(text, at, b"")
            if text[at : at + 1] == b"{":
                return self._enter(at)
            end = value_end(text, at)
            yield FoundItem(ItemKind.ITEM, self.folders, at, end)
            at = end
        return at

    def _enter(self, at: int) -> int:
        self._open.append(_Open(at, self._numbers))
        self._numbers += 1
        return skip_blanks(self._text, at + 1)

    def _behind(self, at: int, closing: bytes) -> int:
        """Return the offset of the next member or element after a value, or of the closing bracket."""
        at = skip_blanks(self._text, at)
        require(self._text, at, b"," + closing)
        return skip_blanks(self._text, at + 1) if self._text[at : at + 1] == b"," else at
