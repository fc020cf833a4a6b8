"""Body: from the bytes of a body to its text, and from a JSON text to its document.

A fast decoder reads a text first. The careful reader follows only where that one has something to object to.
"""

from __future__ import annotations

from typing import Any

from salesiq_validate.decode.content_encoding import decompress
from salesiq_validate.decode.json_text import decode_flawless, read_json
from salesiq_validate.decode.problem import BROKEN, Problem
from salesiq_validate.decode.text import decode_text
from salesiq_validate.limits import Limits


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
    document = decode_flawless(text, limits, strict=strict)
    if document is not BROKEN:
        return document, ()
    read = read_json(text, limits, strict=strict)
    return read.document, read.problems
