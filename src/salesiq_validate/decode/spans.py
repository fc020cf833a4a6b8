"""Spans: where in a JSON text the value of a path stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import define, field

from salesiq_validate.decode.json_reader import BLANKS, STRING, decode_string
from salesiq_validate.keypath import KeyPath

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a scan for the end of a container must not overlook: strings may hold brackets.
_NESTING: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_SCALAR: Final = re.compile(r"[^ \t\n\r,\]}]++")


class Span(NamedTuple):
    """Character offsets of a value and, in an object, of its name with its quotes (the same twice in an array)."""

    name_start: int
    name_end: int
    start: int
    end: int


@define(repr=False, eq=False)
class Spans:
    """An index over a text that was read to its end, repaired or not.

    Only containers on the way to a wanted path are looked into, one level each and only once: a reader that kept the
    place of every value would pay for places that nobody asks for.
    """

    _text: str
    _root: int = field(init=False)
    _levels: dict[int, Mapping[str | int, Span]] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._root = self._skip(1 if self._text.startswith("\ufeff") else 0)

    def find(self, path: KeyPath) -> Span | None:
        """Return the span of a path's value; None where the document has no such place."""
        span = Span(self._root, self._root, self._root, -1)
        for segment in path.segments:
            inner = self._children(span.start).get(segment)
            if inner is None:
                return None
            span = inner
        return span if span.end >= 0 else span._replace(end=self._end(span.start))

    def path_at(self, offset: int) -> KeyPath:
        """Return the path of the innermost member or element that a character belongs to."""
        segments: list[str | int] = []
        start = self._root
        while True:
            for segment, span in self._children(start).items():
                if span.name_start <= offset < span.end:
                    segments.append(segment)
                    start = span.start
                    break
            else:
                return KeyPath(segments)

    def _children(self, start: int) -> Mapping[str | int, Span]:
        if self._text[start] not in "{[":
            return {}
        if start not in self._levels:
            self._levels[start] = self._elements(start) if self._text[start] == "[" else self._members(start)
        return self._levels[start]

    def _elements(self, start: int) -> Mapping[str | int, Span]:
        spans: dict[str | int, Span] = {}
        at = self._skip(start + 1)
        while self._text[at] != "]":
            end = self._end(at)
            spans[len(spans)] = Span(at, at, at, end)
            at = self._next(end)
        return spans

    def _members(self, start: int) -> Mapping[str | int, Span]:
        spans: dict[str | int, Span] = {}
        at = self._skip(start + 1)
        while self._text[at] != "}":
            name_end = self._end(at)
            value = self._skip(self._skip(name_end) + 1)
            end = self._end(value)
            # The last of two members with one name counts, as it does for every decoder.
            spans[decode_string(self._text, at)] = Span(at, name_end, value, end)
            at = self._next(end)
        return spans

    def _end(self, at: int) -> int:
        if self._text[at] in "{[":
            depth = 0
            for found in _NESTING.finditer(self._text, at):
                bracket = found[0]
                depth += (bracket in "{[") - (bracket in "]}")
                if not depth:
                    return found.end()
        scalar = (STRING if self._text[at] == '"' else _SCALAR).match(self._text, at)
        return scalar.end() if scalar else len(self._text)

    def _next(self, end: int) -> int:
        at = self._skip(end)
        return self._skip(at + 1) if self._text[at] == "," else at

    def _skip(self, at: int) -> int:
        found = BLANKS.match(self._text, at)
        return found.end() if found else at
