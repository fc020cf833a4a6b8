"""The everyday JSON decoder, and the gate before the engines: the one seam to msgspec.

msgspec 0.22 was as fast as orjson on recorded traffic and has wheels for free-threaded CPython. Without it the standard
library does the same work, bent to the same answers: what either of them takes is JSON as RFC 8259 has it, and whoever
wants to know what is wrong with the rest asks `decode.json_text.read_json`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any, Final, NoReturn

from salesiq_validate.decode.nesting import SAFE_DEPTH, every_level, is_shallow_text, may_overflow, refuse_depth

_decode: Callable[[bytes | str], Any] | None
_encode: Callable[[object], bytes] | None
try:
    import msgspec
except ImportError:  # PyPy, or a platform without wheels
    _decode = _encode = None
else:
    _decode, _encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode

_DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
#: As many digits as the smallest integer beyond 64 bits has.
_LONG: Final = b"0" * 19
_SCALARS: Final = frozenset({int, float, bool, type(None)})
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89A-Fa-f]")


def loads(text: bytes | str) -> Any:
    """Decode a JSON text fast, or not at all; of two members with one name the last counts.

    Raises:
        ValueError: the text is no JSON, holds a lone surrogate, or a number that no double or no `int` takes. The
            exception may hold the text, so drop it.
        RecursionError: the text is nested beyond 1,000 or 1,500 levels, too deep for decoders of C (by Python version).
    """
    refuse_depth(text)
    return loads_shallow(text)


def loads_shallow(text: bytes | str) -> Any:
    """Do what `loads` does, for a text that is known to be no deeper than `nesting.SAFE_DEPTH`.

    Raises:
        ValueError, RecursionError: as `loads`.
    """
    return _standard_loads(text) if _decode is None else _decode(text)


def shallow_decoder() -> Callable[[bytes | str], Any] | None:
    """Return what `loads_shallow` calls, so that nothing stands in between; None where msgspec is not installed."""
    return _decode


def loads_once(text: bytes) -> Any:
    """Decode a text in which no object has a name twice.

    A text holds a colon for each member, and one for each in its strings. Of an object that has a name twice the
    decoder drops a member, so what is encoded from the document then holds fewer. Only its own escape could hide a
    colon: such texts are left to a slower way, unless the colons are just enough for the members of one flat object.

    Raises:
        ValueError, RecursionError: there is a doubt, or the text is no JSON.
    """
    if _decode is None or _encode is None:
        raise ValueError("in doubt")
    if len(text) > SAFE_DEPTH:
        refuse_depth(text)
    document = _decode(text)
    colons = text.count(b":")
    # Colons are never fewer than members, so none was dropped; there is no object inside and no colon in a string.
    if type(document) is dict and len(document) == colons:
        return document
    # The escape of a colon is \u003a; one character is looked for ten times as fast as six.
    if (b"\\" in text and b"\\u003" in text) or _encode(document).count(b":") != colons:
        raise ValueError("in doubt")
    return document


def may_hold_long_integers(text: bytes) -> bool:
    """Whether a text has so many digits in a row that they may be an integer beyond 64 bits; in strings they count."""
    return text.translate(_DIGITS).find(_LONG) >= 0


def is_plain(document: object, max_depth: int) -> bool:
    """Whether a decoded document may be given to an engine as it is; quick, and never wrong about depth.

    False says no more than that somebody must look closer (`decode.document.read_document`). jsonschema-rs crashes the
    process on very deep objects; this is what stands before it. What msgspec encodes although JSON has no type for it
    (tuples, sets, dates, integers as keys) passes: jsonschema-rs takes a tuple for an array and raises ValueError on
    the others.

    Arguments:
        document: a caller's object, of any type and depth.
        max_depth: arrays and objects inside one another.
    """
    if _encode is None or may_overflow():
        return _is_plain_slowly(document, max_depth)
    try:
        text = _encode(document)
    except (RecursionError, TypeError, ValueError, OverflowError):
        return False
    # NaN and Infinity are encoded as null; `rfind` finds that none is there in a third of the time of `in`.
    if is_shallow_text(text, max_depth) and text.rfind(b"null") < 0:
        return True
    return _is_plain_slowly(document, max_depth)


def _is_plain_slowly(document: object, max_depth: int) -> bool:
    """Do what `is_plain` does, exactly: dict with str keys, list, str, int, float, bool and None, and nothing else."""
    return every_level(document, max_depth, _plain_containers)


def _plain_containers(container: Any) -> list[Any] | None:
    """Return the containers inside of one, None where something is not plain."""
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


def dumps(document: object) -> bytes:
    """Encode a document as UTF-8 JSON, as a key to remember it by; equal documents may differ in the order of members.

    Raises:
        ValueError, TypeError, RecursionError: it is no JSON document.
    """
    if _encode is None:
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return _encode(document)


def _standard_loads(text: bytes | str) -> Any:
    if not isinstance(text, str):
        # json.loads would guess UTF-16 and take surrogates.
        text = text.decode("utf-8")
    document = _STANDARD.decode(text)
    if holds_surrogates(text, document):
        raise ValueError("lone surrogate")
    return document


def holds_surrogates(text: str, document: object) -> bool:
    """Whether a text, or the document that the standard library made of it, holds half of a surrogate pair."""
    try:
        if not text.isascii():
            text.encode("utf-8")
        if "\\u" in text and _SURROGATE_ESCAPE.search(text):
            json.dumps(document, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def no_constant(_name: str) -> NoReturn:
    """Refuse NaN and the infinities, as `parse_constant` of the standard library."""
    raise ValueError("not a number")


def finite(literal: str) -> float:
    """Refuse what overflows to infinity, as `parse_float` of the standard library."""
    value = float(literal)
    if math.isinf(value):
        raise ValueError("too large for a double")
    return value


_STANDARD: Final = json.JSONDecoder(parse_constant=no_constant, parse_float=finite)
