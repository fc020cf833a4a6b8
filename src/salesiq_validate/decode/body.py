"""Body: from the bytes of a body to its text, and from a JSON text to its document.

The everyday decoder reads a text first. The careful reader follows only where that failed, where the nesting may be too
deep, or where duplicate keys and large integers matter.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from salesiq_validate.decode import fastjson
from salesiq_validate.decode.content_encoding import decompress
from salesiq_validate.decode.json_text import read_json
from salesiq_validate.decode.problem import Problem
from salesiq_validate.decode.text import decode_text
from salesiq_validate.limits import Limits

#: An integer of 19 digits may already lie outside the signed 64-bit range.
_LONG_NUMBER: Final = re.compile(rb"[0-9]{19}")


def read_text(
    body: bytes, *, content_type: str | None, content_encoding: str | None, limits: Limits
) -> tuple[str | bytes | None, tuple[Problem, ...]]:
    """Undo content encoding and charset.

    Returns:
        UTF-8 bytes where nothing had to be undone, else the text; None where the body cannot be read. And the problems.
    """
    problems: tuple[Problem, ...] = ()
    if content_encoding is not None and content_encoding.strip().lower() not in ("", "identity"):
        body, problems = decompress(body, content_encoding, limits)
        if any(not problem.repaired for problem in problems):
            return None, problems
    if len(body) <= limits.max_body_bytes and _is_plain_utf8(body, content_type):
        return body, problems
    text, more = decode_text(body, content_type, limits)
    problems = (*problems, *more)
    return (None if any(not problem.repaired for problem in more) else text), problems


def _is_plain_utf8(body: bytes, content_type: str | None) -> bool:
    # UTF-16 and a byte order mark both begin outside of ASCII or hold a NUL within the first two bytes.
    if body[:1] > b"\x7f" or b"\x00" in body[:2]:
        return False
    return content_type is None or "charset" not in content_type.lower() or "utf-8" in content_type.lower()


def decode_json(text: bytes | str, limits: Limits, *, strict: bool) -> tuple[Any, tuple[Problem, ...]]:
    """Return the document of a JSON text, `BROKEN` where no repair helps, and the problems.

    Arguments:
        strict: duplicate keys and integers beyond 64 bits are problems.
    """
    try:
        document = fastjson.loads(text)
    except (ValueError, RecursionError):
        pass
    else:
        shallow = fastjson.is_shallow_text(text, limits.max_depth) or fastjson.is_shallow(document, limits.max_depth)
        if shallow and not (strict and _is_odd(text)):
            return document, ()
    careful = read_json(text, limits, strict=strict)
    return careful.document, careful.problems


class _Odd(Exception):
    pass


def _no_duplicates(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _Odd


_LOOK_FOR_DUPLICATES: Final = json.JSONDecoder(object_pairs_hook=_no_duplicates)


def _is_odd(text: bytes | str) -> bool:
    """Tell whether a valid JSON text may hold a duplicate key or an integer beyond 64 bits."""
    if _LONG_NUMBER.search(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")):
        return True
    try:
        _LOOK_FOR_DUPLICATES.decode(text if isinstance(text, str) else text.decode("utf-8"))
    except (_Odd, ValueError, RecursionError):
        return True
    return False
