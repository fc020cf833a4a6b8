"""Nesting: how deep texts and documents are, found without recursion, before anything in C recurses over them.

What guards C code against deep input differs by Python. Up to 3.11 it is the recursion limit, which programs raise; in
3.12 and 3.13 a limit of up to 10,000 that knows nothing of the thread's stack: with 3.13, msgspec's decoder crashes the
process in a thread of 2 MB, json's in one of 1 MB (Alpine Linux has those), msgspec's encoder in one of 512 KB.
"""

from __future__ import annotations

import re
import sys
import threading
from array import array
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any, Final

#: Levels that every decoder and encoder of C survives in a thread of 512 KB (msgspec's decoder crashed at 2,000).
SAFE_DEPTH: Final = 1_500
#: A configured stack from which msgspec's encoder survives the 10,000 levels that it lets through.
_AMPLE_STACK: Final = 1 << 20
_LIMITS_C: Final = sys.version_info < (3, 12)

#: A string, or what is left of one at the end: were that no match, every quote before it would be tried in vain.
_STRING: Final = re.compile(rb'"[^"]*+"?+')
_NO_MARKS: Final = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS: Final = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_BLOCK: Final = 1 << 16


def refuse_depth(text: bytes | str) -> None:
    """Raise RecursionError where a decoder of C might run out of stack over a text."""
    if len(text) <= SAFE_DEPTH or (_LIMITS_C and sys.getrecursionlimit() <= SAFE_DEPTH):
        return
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if not is_shallow_text(body, SAFE_DEPTH) and _is_deep(body, SAFE_DEPTH):
        raise RecursionError


def may_overflow() -> bool:
    """Whether an encoder of C might run out of stack over a document that nobody has looked at."""
    return sys.getrecursionlimit() > SAFE_DEPTH or 0 < threading.stack_size() < _AMPLE_STACK


def is_shallow_text(text: bytes | str, max_depth: int) -> bool:
    """Whether a JSON text has so few opening brackets that it cannot be nested deeper than that."""
    if isinstance(text, str):
        return text.count("[") + text.count("{") <= max_depth
    # Deleting a byte searches with memchr, counting it does not: 0.06 against 0.5 microseconds a kilobyte.
    return len(text.replace(b"[", b"").replace(b"{", b"")) >= len(text) - max_depth


def _is_deep(text: bytes, max_depth: int) -> bool:
    """Whether a text is nested deeper than that at any place; brackets alone are looked at one by one."""
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    # Two quotes side by side change nothing about what stands inside of a string; few strings hold brackets.
    marks = text.translate(None, _NO_MARKS).replace(b'""', b"")
    if b'"' in marks:
        marks = _STRING.sub(b"", marks)
    steps = array("b", marks.translate(_STEPS))
    depth = 0
    for begin in range(0, len(steps), _BLOCK):
        block = steps[begin : begin + _BLOCK]
        if depth + max(accumulate(block)) > max_depth:
            return True
        depth += sum(block)
    return False


def is_shallow(document: object, max_depth: int) -> bool:
    """Whether a document that a decoder made, a tree, is nested no deeper than that."""
    level: list[Any] = [document] if type(document) is dict or type(document) is list else []
    for _ in range(max_depth):
        # One comprehension a level: this runs for every long list that somebody fetched (1.8 microseconds a kilobyte).
        level = [
            value
            for container in level
            for value in (container.values() if type(container) is dict else container)
            if type(value) is dict or type(value) is list
        ]
        if not level:
            return True
    return not level


def every_level(document: object, max_depth: int, look_into: Callable[[Any], Iterable[Any] | None]) -> bool:
    """Walk over a document level by level; False where it goes deeper than that, or where looking says None.

    Arguments:
        document: anything.
        max_depth: arrays and objects inside one another.
        look_into: returns the containers inside of one; it is given the document inside of a list first.
    """
    level: Iterable[Any] = ([document],)
    for _ in range(max_depth + 1):
        # By identity: a container that stands in a thousand places, or in itself, is looked into once a level.
        below: dict[int, Any] = {}
        for container in level:
            inner = look_into(container)
            if inner is None:
                return False
            below.update((id(value), value) for value in inner)
        if not below:
            return True
        level = below.values()
    return False
