"""Bodies as recordings hold them: text, base64, form fields."""

from __future__ import annotations

import binascii
import re
from typing import Final

_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


class UnreadableBody(Exception):
    """A recorded body is not what it says it is; the argument says how, without a value."""


def from_text(text: str) -> bytes | None:
    """Return the bytes that a text stands for; the empty text says that no body was sent.

    Raises:
        UnreadableBody: the text holds lone surrogates, which no bytes in UTF-8 can give.
    """
    try:
        return text.encode() or None
    except UnicodeEncodeError:
        raise UnreadableBody("its text holds half of a surrogate pair, which UTF-8 cannot carry") from None


def from_base64(text: str) -> bytes | None:
    """Return the bytes that base64 stands for, line breaks and missing padding allowed.

    Raises:
        UnreadableBody: this is no base64.
    """
    packed = _BLANKS.sub("", text).rstrip("=")
    try:
        return binascii.a2b_base64(packed + "=" * (-len(packed) % 4), strict_mode=True) or None
    except ValueError:
        raise UnreadableBody("it is marked as base64 and is none") from None


def without_surrogates(text: str) -> str:
    """Return a text without lone surrogates, which nothing downstream could encode."""
    return _SURROGATES.sub("\ufffd", text)


_PACKED: Final = {"gzip": (b"\x1f\x8b",), "x-gzip": (b"\x1f\x8b",), "zstd": (b"\x28\xb5\x2f\xfd",)}


def without_stale_encoding(headers: tuple[tuple[str, str], ...], body: object) -> tuple[tuple[str, str], ...]:
    """Leave out a Content-Encoding that the recorder has already undone.

    Browsers, proxies and old cassettes keep the header beside the decoded text; judged as it stands, every such body
    would be broken gzip.
    """
    for name, value in headers:
        # By length first: this runs for every header of every response.
        if len(name) == 16 and name.lower() == "content-encoding" and isinstance(body, bytes):
            coding = value.strip().lower()
            magics = _PACKED.get(coding)
            # br and deflate have no magic number, but no compressed text begins like JSON, markup or a form does.
            packed = body.startswith(magics) if magics else body.lstrip()[:1] not in (b"{", b"[", b"<", b'"')
            if coding != "identity" and not packed:
                return tuple(pair for pair in headers if pair[0].lower() != "content-encoding")
    return headers
