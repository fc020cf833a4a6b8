"""The quick way to a document: for JSON texts without any problem, which nearly all are.

Where it gives up, `json_text.read_json` finds out why; it is imported only then, because start-up time is a promise.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Final

from salesiq_validate.decode import fastjson
from salesiq_validate.decode.nesting import SAFE_DEPTH, is_shallow, is_shallow_text, refuse_depth
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.limits import Limits

#: As many characters always fit 64 bits.
_SHORT_INTEGER: Final = 18
_BLANKS: Final = frozenset({" ", "\t", "\n", "\r", ""})
#: CPython's own limit of digits, up to which the fast decoders go.
_USUAL_DIGITS: Final = 4_300


def flawless_decoder(limits: Limits, *, strict: bool) -> Callable[[bytes], Any]:
    """Return what does as `decode_flawless` with the same limits: for whoever decodes text after text."""
    carefully = partial(decode_flawless, limits=limits, strict=strict)
    most, depth, decode = limits.max_body_bytes, limits.max_depth, fastjson.shallow_decoder()
    if decode is None or strict or limits.max_digits < _USUAL_DIGITS or depth > SAFE_DEPTH:
        return carefully

    def decode_plain(text: bytes) -> Any:
        size = len(text)
        # As `is_shallow_text` has it; no text is nested deeper than it is long.
        if size > most or (size > depth and len(text.replace(b"[", b"").replace(b"{", b"")) < size - depth):
            return carefully(text)
        try:
            return decode(text)
        except (ValueError, RecursionError):
            return BROKEN

    return decode_plain


def decode_flawless(text: bytes | str, limits: Limits, *, strict: bool) -> Any:
    """Decode a JSON text that has no problem at all; BROKEN where somebody has to look closer.

    Arguments:
        text: the text; bytes are taken for UTF-8.
        limits: `max_body_bytes`, `max_depth` and `max_digits` count.
        strict: duplicate keys and integers beyond 64 bits are problems.
    """
    if len(text) > limits.max_body_bytes:
        return BROKEN
    # Counting brackets settles the depth of nearly all texts, before the decoder as behind it.
    shallow = is_shallow_text(text, limits.max_depth)
    try:
        if not shallow or limits.max_depth > SAFE_DEPTH:
            refuse_depth(text)
        if strict or limits.max_digits < _USUAL_DIGITS:
            document = _decode_strictly(text, limits.max_digits, strict=strict)
        else:
            document = fastjson.loads_shallow(text)
    except (ValueError, RecursionError):
        return BROKEN
    return document if shallow or is_shallow(document, limits.max_depth) else BROKEN


def _decode_strictly(text: bytes | str, max_digits: int, *, strict: bool) -> object:
    if isinstance(text, bytes):
        if max_digits > _SHORT_INTEGER and not fastjson.may_hold_long_integers(text):
            try:
                return fastjson.loads_once(text)
            except (ValueError, RecursionError):
                pass
        text = text.decode("utf-8")
    decoder = _unforgiving(max_digits, strict)
    if text[:1] in _BLANKS or text[-1:] in _BLANKS:
        document = decoder.decode(text)
    else:
        # `decode` looks for blanks with two patterns, which is a third of its time on a small body.
        document, end = decoder.raw_decode(text)
        if end != len(text):
            raise ValueError("more than one value")
    if fastjson.holds_surrogates(text, document):
        raise ValueError("lone surrogate")
    return document


@lru_cache(maxsize=8)
def _unforgiving(max_digits: int, strict: bool) -> json.JSONDecoder:  # noqa: FBT001 - keywords make the cache slow
    """Return a decoder of the standard library, still in C, that raises on what is a problem here."""
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
        parse_float=fastjson.finite,
        parse_constant=fastjson.no_constant,
    )
