"""Charset: decodes the bytes of a body into characters."""

from __future__ import annotations

import codecs
import re
from typing import Final

from salesiq_validate.decode import media_type
from salesiq_validate.decode.problem import BYTE_ORDER_MARK, TOO_LARGE, Lines, Problem, ProblemKind
from salesiq_validate.limits import Limits

#: Longest first, because the mark of UTF-32 begins with the mark of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Zero bytes that show UTF-16 and UTF-32 without a mark: every JSON text begins with an ASCII character.
_NULS: Final = (
    (re.compile(rb"[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[^\0]"), "utf-16-be"),
)
#: The supported charsets, by their names in headers. We do not use `codecs.lookup`: it accepts any text, remembers it,
#: and knows codecs that are slow (punycode) or hide characters (UTF-7, unicode_escape).
_CHARSETS: Final = {
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "iso-8859-2": "iso-8859-2",
    "iso-8859-15": "iso-8859-15",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1256": "cp1256",
    "koi8-r": "koi8-r",
    "gbk": "gbk",
    "gb2312": "gbk",
    "gb18030": "gb18030",
    "big5": "big5",
    "shift_jis": "cp932",
    "euc-jp": "euc-jp",
    "euc-kr": "euc-kr",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32": "utf-32-le",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
}
_UTF8: Final = frozenset({None, "", "utf-8", "utf8", "us-ascii", "ascii"})

_WIDE: Final = "the text is UTF-16 or UTF-32; send UTF-8"
_OTHER: Final = "the text is not UTF-8 but in the charset that its Content-Type names; send UTF-8"
_MISNAMED: Final = (
    "the Content-Type names another charset, but the bytes are UTF-8; name UTF-8, or leave the charset out"
)
_NOT_UTF8: Final = "the bytes are not UTF-8 from here on; encode the text as UTF-8"


def decode_text(
    body: bytes, content_type: str | None, limits: Limits, *, may_hold_nul: bool = False
) -> tuple[str, tuple[Problem, ...]]:
    """Decode a body by its most likely charset, and remove the byte order mark.

    Bytes that cannot be decoded become U+FFFD, so that the rest can be judged.

    Arguments:
        body: the bytes, already decompressed.
        content_type: the header, for its charset; None if absent.
        limits: `max_body_bytes` counts.
        may_hold_nul: whether the text may begin with any character, unlike JSON and forms. A NUL in valid UTF-8 is then
            a character, not a sign of UTF-16.

    Returns:
        The text, and the problems of its bytes. The text is empty if the last problem is not repaired.
    """
    if len(body) > limits.max_body_bytes:
        return "", (Problem(kind=ProblemKind.TOO_LARGE, detail=TOO_LARGE),)
    declared = media_type.parse(content_type)
    charset = declared.charset.strip().lower() if declared and declared.charset is not None else None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(body, charset)
    if text.startswith("\ufeff"):
        return text[1:], (_problem(ProblemKind.BYTE_ORDER_MARK, BYTE_ORDER_MARK),)
    if not may_hold_nul and "\0" in text[:4] and (wide := _wide(body)):
        return _replace(body, wide, _problem(ProblemKind.WRONG_CHARSET, _WIDE))
    if charset not in _UTF8 and not text.isascii():
        return text, (_problem(ProblemKind.WRONG_CHARSET, _MISNAMED),)
    return text, ()


def _decode_other(body: bytes, charset: str | None) -> tuple[str, tuple[Problem, ...]]:
    if wide := _wide(body):
        return _replace(body, wide, _problem(ProblemKind.WRONG_CHARSET, _WIDE))
    if charset in _CHARSETS:
        return _replace(body, _CHARSETS[charset], _problem(ProblemKind.WRONG_CHARSET, _OTHER))
    text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    # A valid text may also contain U+FFFD, so the decoder must say where it first failed.
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        sound = body[: error.start].decode("utf-8").removeprefix("\ufeff")
    else:  # pragma: no cover - the caller has already tried
        sound = text
    place = Lines(text).at(len(sound))
    return text, (
        Problem(
            kind=ProblemKind.NOT_UTF8,
            detail=_NOT_UTF8,
            line=place.line,
            column=place.column,
            offset=place.offset,
            repaired=True,
        ),
    )


def _wide(body: bytes) -> str | None:
    """Detect UTF-16 and UTF-32 by the byte order mark, or by the zeros in the first character."""
    for mark, codec in _MARKS[1:]:
        if body.startswith(mark):
            return codec
    for zeros, codec in _NULS:
        if zeros.match(body):
            return codec
    return None


def _replace(body: bytes, codec: str, problem: Problem) -> tuple[str, tuple[Problem, ...]]:
    return body.decode(codec, "replace").removeprefix("\ufeff"), (problem,)


def _problem(kind: ProblemKind, detail: str) -> Problem:
    return Problem(kind=kind, detail=detail, repaired=True)
