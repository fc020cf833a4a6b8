"""Callers' documents: reads Python objects as the JSON that `json.dumps` would write, and finds those it cannot."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, Final, Never

from attrs import define, field

from salesiq_validate.decode import json_fast
from salesiq_validate.decode.problem import (
    BIG_INTEGER,
    BROKEN,
    DUPLICATE_KEY,
    HUGE_NUMBER,
    LONE_SURROGATE,
    NOT_A_NUMBER,
    TOO_DEEP,
    TOO_LARGE,
    TOO_MANY_PROBLEMS,
    Problem,
    ProblemKind,
)
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_LONG: Final = range(-(2**63), 2**63)
#: CPython refuses to print integers of more than 640 digits at its strictest setting.
_MOST_KEY_BITS: Final = 2_000
_NO_TYPE: Final = "JSON has no type for this object (json.dumps raises TypeError); convert it to text or a number first"
_NO_NAME: Final = "JSON cannot use this object as a member name (json.dumps raises TypeError); use a string"


_SCALARS: Final = frozenset({str, int, float, bool, type(None)})


def is_json(document: object, max_depth: int) -> bool:
    """Whether a document has only dict with str keys, list, str, int, float, bool and None, and is not too deep.

    Strings must not have lone surrogates, and numbers must be finite.
    """
    return json_fast.is_plain(document, max_depth) and _has_json_types(document)


def _has_json_types(document: object) -> bool:
    """Check the types in a document that is known to be finite."""
    level = [document]
    while level:
        below: list[Any] = []
        for node in level:
            kind = type(node)
            if kind is dict:
                for name, child in node.items():  # type: ignore[attr-defined]
                    if type(name) is not str:
                        return False
                    if type(child) not in _SCALARS:
                        below.append(child)
            elif kind is list:
                for child in node:  # type: ignore[attr-defined]
                    if type(child) not in _SCALARS:
                        below.append(child)  # noqa: PERF401 - comprehensions cost twice the time on small containers
            elif kind not in _SCALARS:
                return False
        level = below
    return True


class _StopError(Exception):
    """Reading ends here; the problem that ends it is recorded."""


def read_document(value: object, limits: Limits, *, strict: bool = True) -> tuple[Any, tuple[Problem, ...]]:
    """Read a caller's decoded document as the JSON text that `json.dumps` would send, with its problems; never raises.

    As with `json.dumps`, tuples become arrays, and the keys 1, None and True become names. A value that JSON cannot
    express (a date, a set, NaN) becomes None with a problem; if it is the whole document, the result is `BROKEN`. The
    result has only dict, list, str, int, float, bool and None, and shares nothing mutable with the argument.

    Arguments:
        value: any object; recursive objects are too deep.
        limits: `max_depth`, `max_problems`, and `max_body_bytes` for the number of values, each of which takes a byte.
        strict: whether integers beyond 64 bits are problems.
    """
    reader = _Reader(limits, strict)
    try:
        document: Any = reader.read(value)
    except _StopError:
        document = BROKEN
    if reader.untold:
        reader.problems.append(Problem(kind=ProblemKind.TOO_MANY_PROBLEMS, detail=TOO_MANY_PROBLEMS, repaired=True))
    return document, tuple(reader.problems)


@define(eq=False, repr=False)
class _Reader:
    """Converts one document, with its own stack: a caller's document may be deeper than Python's stack."""

    limits: Limits
    strict: bool
    problems: list[Problem] = field(init=False, factory=list)
    untold: int = field(init=False, default=0)
    #: Open containers: the copy that is being made, and the rest of the original.
    _open: list[tuple[Any, Iterator[tuple[Any, Any]]]] = field(init=False, factory=list)
    _segments: list[Any] = field(init=False, factory=list)
    _values: int = field(init=False, default=0)

    def read(self, value: object) -> object:
        made = self._convert(value)
        while self._open:
            container, rest = self._open[-1]
            for key, member in rest:
                if type(container) is list:
                    self._segments[-1] = key
                    depth = len(self._open)
                    container.append(self._convert(member))
                else:
                    name = self._name(key)
                    if name is None:
                        continue
                    self._segments[-1] = name
                    if name in container:
                        self._tell(ProblemKind.DUPLICATE_KEY, DUPLICATE_KEY)
                    depth = len(self._open)
                    container[name] = self._convert(member)
                if len(self._open) > depth:
                    break
            else:
                del self._open[-1], self._segments[-1]
        return made

    def _convert(self, value: Any) -> object:
        self._values += 1
        if self._values > self.limits.max_body_bytes:
            self._stop(ProblemKind.TOO_LARGE, TOO_LARGE)
        if value is None or value is True or value is False:
            return value
        # By the real type, as in the C encoder: a proxy or a mock may claim to have another.
        kind = type(value)
        if issubclass(kind, str):
            return self._text(str.__str__(value))
        if issubclass(kind, int):
            return self._integer(int.__int__(value))
        if issubclass(kind, float):
            return self._double(float.__float__(value))
        if issubclass(kind, dict):
            return self._container({}, iter(list(dict.items(value))))
        if issubclass(kind, list):
            return self._container([], enumerate(list.copy(value)))
        if issubclass(kind, tuple):
            return self._container([], enumerate(tuple.__iter__(value)))
        if not self._open:
            # This was the whole document, so there is nothing to judge.
            self._stop(ProblemKind.NOT_JSON_TYPE, _NO_TYPE)
        self._tell(ProblemKind.NOT_JSON_TYPE, _NO_TYPE)
        return None

    def _container(self, made: Any, rest: Iterator[tuple[Any, Any]]) -> object:
        if len(self._open) >= self.limits.max_depth:
            self._stop(ProblemKind.TOO_DEEP, TOO_DEEP)
        self._open.append((made, rest))
        self._segments.append(None)
        return made

    def _text(self, value: str) -> str:
        if value.isascii():
            return value
        if not _SURROGATE.search(value):
            return value
        # json.dumps escapes both halves of a pair, and every reader joins them again.
        value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        if _SURROGATE.search(value):
            self._tell(ProblemKind.LONE_SURROGATE, LONE_SURROGATE)
        return _SURROGATE.sub("\ufffd", value)

    def _integer(self, value: int) -> int | None:
        if value in _LONG:
            return value
        if value.bit_length() > self.limits.max_digits * math.log2(10):
            self._tell(ProblemKind.HUGE_NUMBER, HUGE_NUMBER)
            return None
        if self.strict:
            self._tell(ProblemKind.BIG_INTEGER, BIG_INTEGER)
        return value

    def _double(self, value: float) -> float | None:
        if math.isfinite(value):
            return value
        self._tell(ProblemKind.NOT_A_NUMBER, NOT_A_NUMBER)
        return None

    def _name(self, key: Any) -> str | None:
        """Return the member name that `json.dumps` writes for a key; None if it raises."""
        self._segments[-1] = None
        kind = type(key)
        if issubclass(kind, str):
            return self._text(str.__str__(key))
        if key is None or key is True or key is False:
            return {None: "null", True: "true", False: "false"}[key]
        if issubclass(kind, float):
            return float.__repr__(key)
        if issubclass(kind, int) and int.bit_length(key) < _MOST_KEY_BITS:
            return int.__repr__(key)
        self._tell(ProblemKind.NOT_JSON_TYPE, _NO_NAME)
        return None

    def _tell(self, kind: ProblemKind, detail: str, *, repaired: bool = True) -> None:
        if repaired and len(self.problems) >= self.limits.max_problems:
            self.untold += 1
            return
        path = KeyPath(segment for segment in self._segments if segment is not None)
        self.problems.append(Problem(kind=kind, detail=detail, path=path, repaired=repaired))

    def _stop(self, kind: ProblemKind, detail: str) -> Never:
        self._tell(kind, detail, repaired=False)
        raise _StopError
