"""Body: turns the bytes of a body into its text, and a JSON text into its document.

The fast reader comes first; the careful readers follow only if it finds a problem.
"""

from __future__ import annotations

from typing import Any, Final

from salesiq_validate.decode.json_fast import decode_flawless
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.decode.problem import BROKEN, Problem
from salesiq_validate.limits import Limits


def read_json_body(
    body: bytes, *, content_type: str | None, content_encoding: str | None, limits: Limits, strict: bool
) -> tuple[Any, tuple[Problem, ...]]:
    """Return the document of a JSON body, or `BROKEN` if it cannot be repaired, and the problems.

    Arguments:
        content_type: the header, for its charset.
        strict: duplicate keys and integers beyond 64 bits are problems.
    """
    if content_encoding is None and body[:1] in _OPENING:
        media = parse_media_type(content_type)
        if media is None or media.is_utf8:
            document = decode_flawless(body, limits, strict=strict)
            if document is not BROKEN:
                return document, ()
    text, problems = read_text(body, content_type=content_type, content_encoding=content_encoding, limits=limits)
    if text is None:
        return BROKEN, problems
    document, more = decode_json(text, limits, strict=strict)
    return document, (*problems, *more)


#: The first byte of a JSON object or array; in another charset or after a byte order mark, a body begins differently.
_OPENING: Final = (b"{", b"[")


def read_text(
    body: bytes, *, content_type: str | None, content_encoding: str | None, limits: Limits
) -> tuple[str | bytes | None, tuple[Problem, ...]]:
    """Undo content encoding and charset.

    Returns:
        UTF-8 bytes if nothing had to be undone, else the text, or None if the body cannot be read; and the problems.
    """
    problems: tuple[Problem, ...] = ()
    if content_encoding is not None and content_encoding.strip().lower() not in ("", "identity"):
        from salesiq_validate.decode.content_encoding import decompress

        body, problems = decompress(body, content_encoding, limits)
        if any(not problem.repaired for problem in problems):
            return None, problems
    if len(body) <= limits.max_body_bytes and _is_plain_utf8(body, content_type):
        return body, problems
    from salesiq_validate.decode.charset import decode_text

    text, more = decode_text(body, content_type, limits)
    problems = (*problems, *more)
    return (None if any(not problem.repaired for problem in more) else text), problems


def _is_plain_utf8(body: bytes, content_type: str | None) -> bool:
    # UTF-16 and byte order marks begin with a byte outside ASCII, or have a NUL within the first two bytes.
    if body[:1] > b"\x7f" or b"\x00" in body[:2]:
        return False
    media = parse_media_type(content_type)
    return media is None or media.is_utf8


def decode_json(text: bytes | str, limits: Limits, *, strict: bool) -> tuple[Any, tuple[Problem, ...]]:
    """Return the document of a JSON text, or `BROKEN` if it cannot be repaired, and the problems.

    Arguments:
        strict: duplicate keys and integers beyond 64 bits are problems.
    """
    document = decode_flawless(text, limits, strict=strict)
    if document is not BROKEN:
        return document, ()
    from salesiq_validate.decode.json_careful import read_json

    return read_json(text, limits, strict=strict)
