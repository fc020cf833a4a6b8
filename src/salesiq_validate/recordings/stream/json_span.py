"""Spans of JSON text: where a value ends and which members an object has, without decoding anything.

Made for recordings that are too large to load, or broken: it looks at strings and brackets only, in one pass and
without recursion, so neither depth nor size can hurt it. It does not check the text; whoever decodes a span does.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANKS: Final = re.compile(rb"[ \t\r\n]*+")
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
#: Possessive, so that it stays linear on any text: everything up to and with the next bracket outside strings.
_TO_BRACKET: Final = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+([{}\[\]])', re.DOTALL)
#: A member beside an array is kept when it is no longer than this.
_KEPT: Final = 1 << 16
_SCALAR: Final = re.compile(rb'[^ \t\r\n,\]}:"{\[]++')


class Unfinished(Exception):
    """The text ends inside a value: more of it may help."""


class Malformed(Exception):
    """No JSON value can stand here."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        #: Offset into the text.
        self.at = at


def skip_blanks(text: bytes, at: int) -> int:
    """Return the offset of the next byte that is no JSON white space."""
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def value_end(text: bytes, at: int, bound: int | None = None) -> int:
    """Return the offset behind the value that begins at `at`.

    A number or literal at the very end of the text counts as unfinished, because more digits may follow.

    Arguments:
        text: of which the value is a part.
        at: where it begins.
        bound: where it must have ended; by default the end of the text.

    Raises:
        Unfinished: the text ends first.
        Malformed: no value begins here.
    """
    first = text[at : at + 1]
    if not first:
        raise Unfinished
    bound = len(text) if bound is None else bound
    if first == b'"':
        found = _STRING.match(text, at, bound)
        if found is None:
            raise Unfinished
        return found.end()
    if first not in b"{[":
        found = _SCALAR.match(text, at, bound)
        if found is None:
            raise Malformed(at)
        if found.end() == len(text):
            raise Unfinished
        return found.end()
    depth = 0
    while True:
        found = _TO_BRACKET.match(text, at, bound)
        if found is None:
            raise Unfinished
        at = found.end()
        depth += 1 if found[1] in b"{[" else -1
        if depth == 0:
            return at


def members(text: bytes, at: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the members of the object that begins at `at`: name as written, without quotes, and the value's span.

    Raises:
        Unfinished: the text ends inside the object; the members before have been yielded.
        Malformed: this is no object.
    """
    if text[at : at + 1] != b"{":
        raise Malformed(at)
    at = skip_blanks(text, at + 1)
    if text[at : at + 1] == b"}":
        return
    while True:
        name, begin = member_name(text, at)
        end = value_end(text, begin)
        yield name, begin, end
        at = skip_blanks(text, end)
        mark = text[at : at + 1]
        if mark == b"}":
            return
        if mark != b",":
            raise Malformed(at) if mark else Unfinished
        at = skip_blanks(text, at + 1)


def member_name(text: bytes, at: int) -> tuple[bytes, int]:
    """Return the name of the member that begins at `at`, as written, and the offset of its value.

    Raises:
        Unfinished: the text ends first.
        Malformed: no member begins here.
    """
    if text[at : at + 1] not in (b'"', b""):
        raise Malformed(at)
    found = _STRING.match(text, at)
    if found is None:
        raise Unfinished
    colon = skip_blanks(text, found.end())
    if text[colon : colon + 1] != b":":
        raise Malformed(colon) if text[colon : colon + 1] else Unfinished
    return found[0][1:-1], skip_blanks(text, colon + 1)


def top_level_names(head: bytes) -> set[bytes]:
    """Return the names of the first object's members, as far as the head of a file reaches."""
    names: set[bytes] = set()
    at = skip_blanks(head, len(b"\xef\xbb\xbf") if head.startswith(b"\xef\xbb\xbf") else 0)
    if head[at : at + 1] != b"{":
        return names
    at = skip_blanks(head, at + 1)
    try:
        while True:
            name, begin = member_name(head, at)
            names.add(name)
            at = skip_blanks(head, value_end(head, begin))
            if head[at : at + 1] != b",":
                return names
            at = skip_blanks(head, at + 1)
    except (Unfinished, Malformed):
        return names


def array_begin(text: bytes, path: tuple[bytes, ...]) -> tuple[int, dict[bytes, bytes]]:
    """Return the offset behind the bracket that opens the array, and the short members before it.

    Raises:
        Unfinished: the text ends first.
        Malformed: there is no such array.
    """
    bom = codecs.BOM_UTF8
    if len(text) < len(bom):
        raise Unfinished
    at = skip_blanks(text, len(bom) if text.startswith(bom) else 0)
    beside: dict[bytes, bytes] = {}
    for wanted in path:
        beside = {}
        require(text, at, b"{")
        at = skip_blanks(text, at + 1)
        while True:
            name, begin = member_name(text, at)
            if name == wanted:
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
    """Check which byte stands somewhere.

    Raises:
        Unfinished: none.
        Malformed: another one.
    """
    mark = text[at : at + 1]
    if not mark:
        raise Unfinished
    if marks and mark not in marks:
        raise Malformed(at)
