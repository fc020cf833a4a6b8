"""Read Python objects as the JSON that `json.dumps` would send, and name the places that cannot be sent.

Bodies that were decoded from text are plain JSON already; those that a caller wants to send may hold anything. This is
the slow way for the few that are not plain, and the same for both engines, which read such objects differently:
jsonschema-rs 0.60 raises on a `str` subclass, takes a `Decimal` for a number, and accepts infinity where a maximum is
set.

Half of a surrogate pair is a character like any other, as `json.dumps` has it; whoever reads the body reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from salesiq_validate.engine.protocol import Path, Violation, ordered

#: Levels of arrays and objects that are judged. jsonschema-rs raises past 255 levels and crashes the process at
#: thousands.
MAX_DEPTH: Final = 250

#: The keyword of a place that is no JSON, and its details.
KEYWORD: Final = "json"
NOT_FINITE: Final = "not a finite number"
NO_TEXT_KEY: Final = "key is not text"
NO_JSON_TYPE: Final = "not a JSON type"
CIRCULAR: Final = "contains itself"
TOO_DEEP: Final = "too deep"

_ATOMS: Final = frozenset((str, int, bool, type(None)))
_MOST_KEY_BITS: Final = 2_000

#: Keywords that look at a value as a whole, so that one unsendable place inside it makes them mean nothing.
_WHOLE: Final = frozenset(("anyOf", "oneOf", "not", "const", "enum", "uniqueItems", "contains", "false"))


def is_plain(document: Any) -> bool:  # noqa: C901, PLR0912 - one loop: functions for its parts would double its time
    """Tell whether a document holds plain JSON values only, none of them too deep; strings are not looked into.

    An empty member name counts as not plain, because jsonschema-rs leaves it out of its paths. (1 µs for a flat
    body of 0.9 kB, 4 µs for a nested one of 1.1 kB.)
    """
    level = [document]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for node in level:
            kind = type(node)
            if kind is dict:
                for name, child in node.items():
                    if type(name) is not str or not name:
                        return False
                    if type(child) not in _ATOMS:
                        below.append(child)
            elif kind is list:
                for child in node:
                    if type(child) not in _ATOMS:
                        below.append(child)  # noqa: PERF401 - comprehensions cost twice the time on small containers
            elif kind is float:
                if node - node != 0:
                    return False
            elif kind not in _ATOMS:
                return False
        if not below:
            return True
        level = below
    return all(type(node) is float and node - node == 0 for node in level)


def is_deeper(document: Any, levels: int) -> bool:
    """Tell whether lists and dicts stand inside one another more often than that."""
    level = [document]
    for _ in range(levels):
        below: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                below += node.values()
            elif isinstance(node, list):
                below += node
        if not below:
            return False
        level = below
    return any(isinstance(node, dict | list) for node in level)


def as_sent(document: Any) -> tuple[Any, tuple[Violation, ...]]:
    """Copy a document as `json.dumps` would send it; places that cannot be sent become None and a violation each.

    Tuples are arrays, subclasses of `str`, `int`, `float`, `list` and `dict` are what they derive from, numbers and
    None as keys are text. No method of a foreign class is called.
    """
    faults: list[Violation] = []
    result: list[Any] = [None]
    active: set[int] = set()
    todo: list[tuple[Any, Any, Any, Path]] = [(document, result, 0, ())]
    while todo:
        value, into, at, pointer = todo.pop()
        if into is None:
            active.discard(at)
            continue
        members: Iterable[tuple[Any, Any]]
        if isinstance(value, dict):
            copy: Any = {}
            members = dict.items(value)
        elif isinstance(value, list | tuple):
            copy = [None] * len(value)
            members = enumerate(tuple.__iter__(value) if isinstance(value, tuple) else list.__iter__(value))
        else:
            into[at], problem = _scalar(value)
            if problem:
                faults.append(Violation(pointer, KEYWORD, problem, ()))
            continue
        into[at] = copy
        if id(value) in active or len(pointer) >= MAX_DEPTH:
            into[at] = None
            faults.append(Violation(pointer, KEYWORD, CIRCULAR if id(value) in active else TOO_DEEP, ()))
            continue
        active.add(id(value))
        todo.append((None, None, id(value), pointer))
        inside: list[tuple[Any, Any, Any, Path]] = []
        for name, child in members:
            key = name if type(copy) is list else _key(name)
            if key is None:
                faults.append(Violation(pointer, KEYWORD, NO_TEXT_KEY, ()))
                continue
            if type(copy) is dict:
                copy[key] = None  # reserves its place: members keep their order
            inside.append((child, copy, key, (*pointer, key)))
        todo.extend(reversed(inside))
    return result[0], ordered(faults)


def violations_as_sent(document: Any, judge: Callable[[Any], tuple[Violation, ...]]) -> tuple[Violation, ...]:
    """Judge what would be sent, and say nothing else of the places that cannot be."""
    sent, faults = as_sent(document)
    found = judge(sent)
    if not faults:
        return found
    unsendable = {fault.pointer for fault in faults}
    around = {pointer[:length] for pointer in unsendable for length in range(len(pointer))}
    spared = [
        violation
        for violation in found
        if not (violation.keyword in _WHOLE and violation.pointer in around)
        and not any(violation.pointer[:length] in unsendable for length in range(len(violation.pointer) + 1))
    ]
    return ordered((*faults, *spared))


def _scalar(value: Any) -> tuple[Any, str]:
    if value is None or value is True or value is False:
        return value, ""
    if isinstance(value, str):
        return str.__str__(value), ""
    if isinstance(value, int):
        return int.__pos__(value), ""
    if isinstance(value, float):
        number = float.__pos__(value)
        return (None, NOT_FINITE) if number - number != 0 else (number, "")
    return None, NO_JSON_TYPE


def _key(name: Any) -> str | None:
    if isinstance(name, str):
        return str.__str__(name)
    if name is None or name is True or name is False:
        return {None: "null", True: "true", False: "false"}[name]
    if isinstance(name, int):
        # Python writes at least 640 digits at its strictest setting; past it, `json.dumps` raises.
        return int.__repr__(name) if int.bit_length(name) < _MOST_KEY_BITS else None
    if isinstance(name, float):
        return float.__repr__(name)
    return None
