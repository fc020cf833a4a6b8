"""The fast JSON reader, for texts without any problem, which nearly all are.

If it gives up, `json_careful.read_json` finds out why; that module is imported only then, because start-up time counts.

Only this module uses msgspec, which is as fast as orjson and has wheels for free-threaded CPython. Without msgspec, the
standard library does the same work, adjusted to give the same results: JSON as in RFC 8259.

Depth is counted before any C code recurses over a text or a document. The guard of C code against deep input depends on
the version of Python. Up to 3.11 it is the recursion limit, which programs raise. In 3.12 and 3.13 it is a limit of up
to 10,000 that ignores the size of the thread's stack: with 3.13, msgspec's decoder crashes the process in a thread with
2 MB, json's in one with 1 MB (as on Alpine Linux), msgspec's encoder in one with 512 KB.
"""

from __future__ import annotations

import json
import math
import re
import sys
import threading
from array import array
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final, NoReturn

from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.limits import Limits

_decode: Callable[[bytes | str], Any] | None
_encode: Callable[[object], bytes] | None
try:
    import msgspec
except ImportError:  # PyPy, or a platform without wheels
    _decode = _encode = None
else:
    _decode, _encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode

#: Levels that every C decoder and encoder survives in a thread with 512 KB (msgspec's decoder crashed at 2,000).
SAFE_DEPTH: Final = 1_500
#: With a configured stack of at least this size, msgspec's encoder survives the 10,000 levels that it accepts.
_AMPLE_STACK: Final = 1 << 20
_LIMITS_C: Final = sys.version_info < (3, 12)

#: A string, or the beginning of one at the end of the text: without the latter, the search would try every quote again.
_STRING: Final = re.compile(rb'"[^"]*+"?+')
_NO_MARKS: Final = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS: Final = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_BLOCK: Final = 1 << 16

_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
#: As many zeros as the smallest integer beyond 64 bits has digits.
_LONG: Final = b"0" * 19
#: An integer with so many characters always fits in 64 bits.
_SHORT_INTEGER: Final = 18
#: CPython's own limit for digits; the fast decoders accept no more.
_USUAL_DIGITS: Final = 4_300
_SCALARS: Final = frozenset({int, float, bool, type(None)})
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_BLANKS: Final = frozenset({" ", "\t", "\n", "\r", ""})
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89A-Fa-f]")


def decode_flawless(text: bytes | str, limits: Limits, *, strict: bool) -> Any:
    """Decode a JSON text without any problem; return BROKEN if the careful reader must look at it.

    Arguments:
        text: the text; bytes must be UTF-8.
        limits: `max_body_bytes`, `max_depth` and `max_digits` count.
        strict: duplicate keys and integers beyond 64 bits are problems.
    """
    size, most = len(text), limits.max_depth
    if size > limits.max_body_bytes:
        return BROKEN
    # For nearly all texts, the length or the number of brackets settles the depth.
    shallow = size <= most or is_shallow_text(text, most)
    try:
        if not shallow or most > SAFE_DEPTH:
            refuse_depth(text)
        if strict or limits.max_digits < _USUAL_DIGITS:
            document = _decode_strictly(text, limits.max_digits, strict=strict)
        else:
            document = _loads_shallow(text)
    except (ValueError, RecursionError):
        return BROKEN
    return document if shallow or is_shallow(document, most) else BROKEN


def loads(text: bytes | str) -> Any:
    """Decode a JSON text fast, or not at all; of two members with the same name, the last one counts.

    Raises:
        ValueError: the text is not JSON, or holds a lone surrogate or a number too large for a double or an `int`. The
            exception may hold the text, so do not pass it on.
        RecursionError: the text is nested beyond 1,000 or 1,500 levels (by Python version), too deep for C decoders.
    """
    refuse_depth(text)
    return _loads_shallow(text)


def loads_once(text: bytes) -> Any:
    """Decode a text in which no object has a name twice.

    A text has one colon for each member, and further ones in strings. If an object has a name twice, the decoder drops
    a member, so the encoded document has fewer colons. Only an escape could hide a colon, so texts with this escape go
    to a slower check, unless there are just as many colons as members in one flat object.

    Raises:
        ValueError, RecursionError: there is a doubt, or the text is not JSON.
    """
    if _decode is None or _encode is None:
        raise ValueError("in doubt")
    if len(text) > SAFE_DEPTH:
        refuse_depth(text)
    document = _decode(text)
    colons = text.count(b":")
    # There is at least one colon for each member, so no member was dropped, and no colon is left for anything else.
    if type(document) is dict and len(document) == colons:
        return document
    # The escape of a colon is \u003a; the search for one character is ten times as fast as for six.
    if (b"\\" in text and b"\\u003" in text) or _encode(document).count(b":") != colons:
        raise ValueError("in doubt")
    return document


def may_hold_long_integers(text: bytes) -> bool:
    """Whether a text has enough digits in a row for an integer beyond 64 bits; digits in strings count."""
    return text.translate(_DIGITS).find(_LONG) >= 0


def _decode_strictly(text: bytes | str, max_digits: int, *, strict: bool) -> object:
    if isinstance(text, bytes):
        if max_digits > _SHORT_INTEGER and not may_hold_long_integers(text):
            try:
                return loads_once(text)
            except (ValueError, RecursionError):
                pass
        text = text.decode("utf-8")
    decoder = _unforgiving(max_digits, strict)
    if text[:1] in _BLANKS or text[-1:] in _BLANKS:
        document = decoder.decode(text)
    else:
        # On a small body, `decode` spends a third of its time on looking for blanks with two patterns.
        document, end = decoder.raw_decode(text)
        if end != len(text):
            raise ValueError("more than one value")
    _refuse_surrogates(text, document)
    return document


@lru_cache(maxsize=8)
def _unforgiving(max_digits: int, strict: bool) -> json.JSONDecoder:  # noqa: FBT001 - keywords make the cache slow
    """Return a standard-library decoder that still runs in C and raises for problems."""
    short = min(_SHORT_INTEGER, max_digits)

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise ValueError("duplicate key")
        return members

    def integer(literal: str) -> int:
        if len(literal) <= short:
            return int(literal)
        if len(literal) - literal.startswith("-") > max_digits:
            raise ValueError("many digits")
        value = int(literal)
        if strict and not -(2**63) <= value < 2**63:
            raise ValueError("big integer")
        return value

    return json.JSONDecoder(
        object_pairs_hook=unique if strict else None,
        parse_int=integer,
        parse_float=_finite,
        parse_constant=_no_constant,
    )


def _standard_loads(text: bytes | str) -> Any:
    if not isinstance(text, str):
        # json.loads would guess UTF-16 and accept surrogates.
        text = text.decode("utf-8")
    document = _STANDARD.decode(text)
    _refuse_surrogates(text, document)
    return document


def _refuse_surrogates(text: str, document: object) -> None:
    """Raise ValueError if a text, or the document from it, has half of a surrogate pair."""
    if not text.isascii():
        text.encode("utf-8")
    if "\\u" in text and _SURROGATE_ESCAPE.search(text):
        json.dumps(document, ensure_ascii=False).encode("utf-8")


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("not a number")


def _finite(literal: str) -> float:
    value = float(literal)
    if math.isinf(value):
        raise ValueError("too large for a double")
    return value


_STANDARD: Final = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
#: Like `loads`, for a text that is no deeper than `SAFE_DEPTH`.
_loads_shallow: Final[Callable[[bytes | str], Any]] = _standard_loads if _decode is None else _decode


# -- depth ------------------------------------------------------------------------------------------------------------


def refuse_depth(text: bytes | str) -> None:
    """Raise RecursionError if a C decoder might run out of stack on a text."""
    if len(text) <= SAFE_DEPTH or (_LIMITS_C and sys.getrecursionlimit() <= SAFE_DEPTH):
        return
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if not is_shallow_text(body, SAFE_DEPTH) and _is_deep(body, SAFE_DEPTH):
        raise RecursionError


def is_shallow_text(text: bytes | str, max_depth: int) -> bool:
    """Whether a JSON text has so few opening brackets that it cannot be nested deeper than `max_depth`."""
    if isinstance(text, str):
        return text.count("[") + text.count("{") <= max_depth
    # Deleting a byte uses memchr to search; counting it does not.
    return len(text.replace(b"[", b"").replace(b"{", b"")) >= len(text) - max_depth


def _is_deep(text: bytes, max_depth: int) -> bool:
    """Whether a text is nested deeper than `max_depth` anywhere; only brackets are looked at one by one."""
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    # Two adjacent quotes do not change what is inside a string; few strings contain brackets.
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
    """Whether a decoded document, which is a tree, is nested no deeper than `max_depth`."""
    level: list[Any] = [document] if type(document) is dict or type(document) is list else []
    for _ in range(max_depth):
        # One comprehension for each level, because this runs for every long list in a response.
        level = [
            value
            for container in level
            for value in (container.values() if type(container) is dict else container)
            if type(value) is dict or type(value) is list
        ]
        if not level:
            return True
    return not level


def count_values(document: object, max_depth: int) -> int | None:
    """Return the number of values in a decoded document; None if it is nested deeper than `max_depth`."""
    level: list[Any] = [document] if type(document) is dict or type(document) is list else []
    values = 1
    for _ in range(max_depth):
        values += sum(map(len, level))
        level = [
            value
            for container in level
            for value in (container.values() if type(container) is dict else container)
            if type(value) is dict or type(value) is list
        ]
        if not level:
            return values
    return None if level else values


# -- Python objects ---------------------------------------------------------------------------------------------------


def is_plain(document: object, max_depth: int) -> bool:
    """Whether a decoded document may go to an engine as it is; quick, and never wrong about depth.

    False only means that `python_objects.read_document` must look closer. jsonschema-rs crashes the process on very
    deep objects, and this check prevents that. Values that msgspec encodes although JSON has no type for them (tuples,
    sets, dates, integers as keys) pass: jsonschema-rs treats a tuple as an array and raises ValueError for the others.

    Arguments:
        document: a caller's object, of any type and depth.
        max_depth: the greatest number of nested arrays and objects.
    """
    if _encode is not None and not _may_overflow():
        try:
            text = _encode(document)
        except Exception:  # noqa: BLE001 - msgspec asks objects that it does not know, and theirs may be any
            return False
        # NaN and Infinity are encoded as null; without one, `rfind` is three times as fast as `in`.
        if is_shallow_text(text, max_depth) and text.rfind(b"null") < 0:
            return True
    return _is_plain_slowly(document, max_depth)


def _may_overflow() -> bool:
    """Whether a C encoder might run out of stack on an unknown document."""
    return sys.getrecursionlimit() > SAFE_DEPTH or 0 < threading.stack_size() < _AMPLE_STACK


def _is_plain_slowly(document: object, max_depth: int) -> bool:
    """Like `is_plain`, but exact: only dict with str keys, list, str, int, float, bool and None."""
    level: Iterable[Any] = ([document],)
    for _ in range(max_depth + 1):
        # By identity: a container that occurs in a thousand places, or in itself, is visited once for each level.
        below: dict[int, Any] = {}
        for container in level:
            inner = _containers(container)
            if inner is None:
                return False
            below.update((id(value), value) for value in inner)
        if not below:
            return True
        level = below.values()
    return False


def _containers(container: Any) -> list[Any] | None:
    """Return the containers directly inside a container; None if it holds something that is not JSON."""
    values = container
    if type(container) is dict:
        if not all(type(key) is str and _is_text(key) for key in container):
            return None
        values = container.values()
    inner = []
    for value in values:
        kind = type(value)
        if kind is dict or kind is list:
            inner.append(value)
        elif kind is str:
            if not _is_text(value):
                return None
        elif kind not in _SCALARS or (kind is float and not math.isfinite(value)):
            return None
    return inner


def _is_text(value: str) -> bool:
    return value.isascii() or not _SURROGATE.search(value)
