"""Spans of JSON text: finds where a value ends and which members an object has, without decoding.

It is made for recordings that are broken or too large to load. It looks only at strings and brackets, in one pass and
without recursion, so neither depth nor size is a danger. It does not check the text; the decoder does that later.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

_BLANKS: Final = re.compile(rb"[ \t\r\n]*+")
_QUOTED: Final = rb'"(?:[^"\\]++|\\.)*+"'
_STRING: Final = re.compile(_QUOTED, re.DOTALL)
_FLAT: Final = rb'(?:[^"{}\[\]]++|' + _QUOTED + rb")*+"
#: Everything up to and including the next bracket, except brackets of objects and arrays that contain no others. The
#: quantifiers are possessive, so that matching stays linear on any text.
_TO_BRACKET: Final = re.compile(rb'(?:[^"{}\[\]]++|%b|\{%b\}|\[%b\])*+([{}\[\]])' % (_QUOTED, _FLAT, _FLAT), re.DOTALL)
#: No decoder follows this many levels, so we need not find the end of a deeper value.
_DEEPEST: Final = 1_000
#: We keep a member next to the array if it is not longer than this.
_KEPT: Final = 1 << 16
_SCALAR: Final = re.compile(rb'[^ \t\r\n,\]}:"{\[]++')


class UnfinishedJson(Exception):
    """The text ends inside a value; more text may complete it."""


class MalformedJson(Exception):
    """No JSON value can be here."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        #: Offset into the text.
        self.at = at


class NestedTooDeep(MalformedJson):
    """A value is nested too deeply for any decoder."""


def skip_blanks(text: bytes, at: int) -> int:
    """Return the offset of the next byte that is not JSON white space."""
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def value_end(text: bytes, at: int, bound: int | None = None) -> int:
    """Return the offset after the value that begins at `at`.

    A number or literal at the very end of the text counts as unfinished, because more of it may follow.

    Arguments:
        text: the text that contains the value.
        at: the offset at which the value begins.
        bound: the offset at which the value must have ended; by default the end of the text.

    Raises:
        Unfinished: the text ends first.
        Malformed: no value begins here.
        NestedTooDeep: it is nested so deeply that nothing can decode it.
    """
    first = text[at : at + 1]
    if not first:
        raise UnfinishedJson
    bound = len(text) if bound is None else bound
    if first == b'"':
        found = _STRING.match(text, at, bound)
        if found is None:
            raise UnfinishedJson
        return found.end()
    if first not in b"{[":
        found = _SCALAR.match(text, at, bound)
        if found is None:
            raise MalformedJson(at)
        if found.end() == len(text):
            raise UnfinishedJson
        return found.end()
    at, depth = at + 1, 1
    while True:
        found = _TO_BRACKET.match(text, at, bound)
        if found is None:
            raise UnfinishedJson
        at = found.end()
        depth += 1 if found[1] in b"{[" else -1
        if depth == 0:
            return at
        if depth > _DEEPEST:
            raise NestedTooDeep(at)


def member_name(text: bytes, at: int) -> tuple[bytes, int]:
    """Return the name, as written, of the member that begins at `at`, and the offset of its value.

    Raises:
        Unfinished: the text ends first.
        Malformed: no member begins here.
    """
    if text[at : at + 1] not in (b'"', b""):
        raise MalformedJson(at)
    found = _STRING.match(text, at)
    if found is None:
        raise UnfinishedJson
    colon = skip_blanks(text, found.end())
    if text[colon : colon + 1] != b":":
        raise MalformedJson(colon) if text[colon : colon + 1] else UnfinishedJson
    return found[0][1:-1], skip_blanks(text, colon + 1)


class JsonMembers(dict[bytes, bytes]):
    """The members of a JSON object by name, each with the text of its value; the last text may be incomplete."""

    #: Whether the text ends inside the object, so that more members may follow.
    is_cut = False
    #: Whether the text is not JSON from the last member on.
    is_broken = False

    @classmethod
    def of(cls, text: bytes, at: int = 0) -> JsonMembers:
        """Return the members of the object that begins at an offset; no members if no object begins there."""
        found = cls()
        if text[at : at + 1] != b"{":
            return found
        at = skip_blanks(text, at + 1)
        name, begin = None, at
        try:
            while text[at : at + 1] != b"}":
                name, begin = None, at
                name, begin = member_name(text, at)
                end = value_end(text, begin)
                found[name] = text[begin:end]
                at = skip_blanks(text, end)
                require(text, at, b",}")
                if text[at : at + 1] == b",":
                    at = skip_blanks(text, at + 1)
        except (UnfinishedJson, MalformedJson) as error:
            found.is_cut = isinstance(error, UnfinishedJson)
            found.is_broken = not found.is_cut
            if name is not None and name not in found:
                found[name] = text[begin:]
        return found

    @classmethod
    def of_first(cls, array: bytes) -> JsonMembers | None:
        """Return the members of an array's first element; None if the array is empty or this is not an array."""
        if array[:1] != b"[":
            return None
        at = skip_blanks(array, 1)
        return cls.of(array, at) if array[at : at + 1] == b"{" else None

    def member(self, name: bytes) -> JsonMembers:
        """Return the members of a member's value; no members if it is not an object or does not exist."""
        return JsonMembers.of(self.get(name, b""))

    def first(self, name: bytes) -> JsonMembers | None:
        """Return the members of the first element of the array under a name."""
        return JsonMembers.of_first(self.get(name, b""))


def array_begin(text: bytes, path: tuple[frozenset[bytes], ...]) -> tuple[int, dict[bytes, bytes]]:
    """Return the offset after the bracket that opens the array, and the short members before the array.

    Arguments:
        text: the text, from its beginning.
        path: for each object on the way to the array, the member names that may lead on; empty for an array alone.

    Raises:
        Unfinished: the text ends first.
        Malformed: there is no such array.
    """
    bom = codecs.BOM_UTF8
    if len(text) < len(bom):
        raise UnfinishedJson
    at = skip_blanks(text, len(bom) if text.startswith(bom) else 0)
    beside: dict[bytes, bytes] = {}
    for wanted in path:
        beside = {}
        require(text, at, b"{")
        at = skip_blanks(text, at + 1)
        while True:
            name, begin = member_name(text, at)
            if name in wanted:
                at = begin
                break
            end = value_end(text, begin)
            if end - begin <= _KEPT:
                beside[name] = text[begin:end]
            at = skip_blanks(text, end)
            require(text, at, b",")
            at = skip_blanks(text, at + 1)
    require(text, at, b"[")
    return at + 1, beside


def require(text: bytes, at: int, marks: bytes) -> None:
    """Check that a certain byte is at an offset.

    Raises:
        Unfinished: the text ends before it.
        Malformed: another byte is there.
    """
    mark = text[at : at + 1]
    if not mark:
        raise UnfinishedJson
    if marks and mark not in marks:
        raise MalformedJson(at)
