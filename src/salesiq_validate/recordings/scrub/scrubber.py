"""Scrubber: an exchange without its secrets and personal data, judged like the original."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from attrs import evolve

from salesiq_validate.decode.content_encoding import decompress
from salesiq_validate.exchange import UNRECORDED, Document, Form, Unrecorded, header_value
from salesiq_validate.limits import Limits
from salesiq_validate.privacy.redactor import Redactor
from salesiq_validate.recordings.scrub.json_text import scrub_json
from salesiq_validate.recordings.scrub.scrambling import Scrambler
from salesiq_validate.recordings.scrub.values import Values

if TYPE_CHECKING:
    from salesiq_validate.exchange import Body, Exchange, Headers, Request, Response

_ADDRESSES: Final = frozenset({"referer", "origin", "location", "content-location", "host"})
_FILE_NAME: Final = re.compile(r"(filename\*?=)(\"[^\"]*\"|[^;]*)", re.IGNORECASE)
_BOUNDARY: Final = re.compile(r"boundary=(?:\"([^\"]+)\"|([^\s;]+))", re.IGNORECASE)
#: What text in UTF-16 or UTF-32 has and other text has not.
_NUL: Final = b"\0"
_LOOKS_LIKE_JSON: Final = ("{", "[", '"')


class Scrubber:
    """Takes tokens, cookies, addresses, names and what people wrote out of exchanges.

    The same text becomes the same placeholder within a run, types and lengths and what the contract lists stay, so the
    same findings are made before and after. Everything that is not needed to judge an exchange is for the writer of
    the recording to leave out.
    """

    def __init__(self, *, key: bytes | None = None, ids: bool = False, limits: Limits | None = None) -> None:
        """Take what decides the placeholders.

        Arguments:
            key: at most 64 bytes; two runs with the same key agree. By default one is drawn.
            ids: replace ids as well, in URLs and bodies.
            limits: for bodies that must be decompressed first.
        """
        key = os.urandom(16) if key is None else key
        self._redactor = Redactor(key=key)
        self._values = Values(self._redactor, Scrambler(key), ids=ids)
        self._limits = limits or Limits()

    def __repr__(self) -> str:
        return "<Scrubber>"

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return the exchange as it may be shown to others."""
        origin = exchange.origin
        if origin is not None and origin.id is not None:
            origin = evolve(origin, id=self._redactor.text(origin.id))
        request = None if exchange.request is None else self._request(exchange.request)
        response = None if exchange.response is None else self._response(exchange.response)
        return evolve(exchange, request=request, response=response, origin=origin)

    def url(self, url: str) -> str:
        """Scrub a URL: its user, the values of its parameters, addresses and (when asked for) ids in its path."""
        start, mark, query = url.partition("?")
        scheme, slashes, rest = start.partition("://")
        segments = [self._segment(segment) for segment in rest.split("/")] if slashes else []
        start = f"{scheme}{slashes}{'/'.join(segments)}" if slashes else self._segment(start)
        query, hash_mark, fragment = query.partition("#")
        query = "&".join(self._pair(pair) for pair in query.split("&"))
        return f"{start}{mark}{query}{hash_mark}{self._values.loose(fragment)}"

    def _segment(self, segment: str) -> str:
        plain = unquote(segment)
        clean = self._redactor.text(plain)
        clean = self._values.id("", clean) if clean == plain else clean
        return segment if clean == plain else quote(clean, safe="@:{}")

    def _pair(self, pair: str) -> str:
        """Scrub `name=value`, as it stands in a query or form body; what need not change stays as it is encoded."""
        name, mark, value = pair.partition("=")
        plain_name, plain = unquote_plus(name), unquote_plus(value)
        # A grant token in a query (OAuth).
        clean = self._text("token" if plain_name == "code" else plain_name, plain)
        clean_name = self._values.name(plain_name)
        name = name if clean_name == plain_name else quote_plus(clean_name)
        return f"{name}{mark}{value if clean == plain else quote_plus(clean)}"

    def _text(self, name: str, text: str) -> str:
        if text[:1] in _LOOKS_LIKE_JSON and len(text) > 1:
            return scrub_json(text, self._values)
        return self._values.text(name, text)

    def _request(self, request: Request) -> Request:
        body = self._body(request.body, request.headers)
        headers = self._headers(request.headers, body)
        return evolve(request, url=self.url(request.url), headers=headers, body=body)

    def _response(self, response: Response) -> Response:
        body = self._body(response.body, response.headers)
        return evolve(response, headers=self._headers(response.headers, body), body=body)

    def _headers(self, headers: Headers, body: Body) -> Headers:
        return tuple((name, self._header(name.lower(), name, value, body)) for name, value in headers)

    def _header(self, plain: str, name: str, value: str, body: Body) -> str:
        if plain in _ADDRESSES:
            return self.url(value)
        if plain == "content-disposition":
            return _FILE_NAME.sub(lambda found: found[1] + self._file_name(found[2]), value)
        if plain == "content-length" and isinstance(body, bytes):
            return str(len(body))
        return self._redactor.named(name, value)

    def _file_name(self, name: str) -> str:
        stem, dot, ending = name.strip('"').rpartition(".")
        clean = self._values.loose(stem) + dot + ending if dot else self._values.loose(ending)
        return f'"{clean}"' if name.startswith('"') else clean

    def _body(self, body: Body, headers: Headers) -> Body:
        if body is None or isinstance(body, Unrecorded) or body == b"":
            return body
        if isinstance(body, Document):
            try:
                return Document(json.loads(scrub_json(json.dumps(body.value), self._values)))
            except (ValueError, TypeError, RecursionError):
                return UNRECORDED
        if isinstance(body, Form):
            return Form(tuple((self._values.name(name), self._text(name, value)) for name, value in body.fields))
        plain, problems = decompress(body, header_value(headers, "content-encoding"), self._limits)
        if problems:
            return body[:3]  # as broken as before: nothing of it can be read
        return self._bytes(plain, (header_value(headers, "content-type") or "").strip())

    def _bytes(self, body: bytes, kind: str) -> bytes:
        if kind.lower().startswith("multipart/") and (found := _BOUNDARY.search(kind)):
            return self._multipart(body, (found[1] or found[2]).encode("utf-8", "replace"))
        encoding = json.detect_encoding(body) if _NUL in body[:4] or body[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
        if encoding == "utf-8" and _NUL in body:
            return _NUL * len(body)  # no text, in no form that is judged
        text = body.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
        return self._whole(text, kind.lower()).encode(encoding, "surrogateescape")

    def _whole(self, text: str, kind: str) -> str:
        start = text.lstrip("\ufeff \t\r\n")[:1]
        if start in _LOOKS_LIKE_JSON and start:
            return scrub_json(text, self._values)
        if "x-www-form-urlencoded" in kind or ("=" in text and " " not in text and "<" not in text):
            return "&".join(self._pair(pair) for pair in text.split("&"))
        return self._values.loose(text)

    def _multipart(self, body: bytes, boundary: bytes) -> bytes:
        parts = body.split(b"--" + boundary)
        return (b"--" + boundary).join(self._part(part) for part in parts)

    def _part(self, part: bytes) -> bytes:
        head, gap, content = part.partition(b"\r\n\r\n")
        if not gap:
            # The end, or something that is no part: as much of it stays as has no letters.
            return (
                part if not part.strip(b"-\r\n \t") else self._values.loose(_latin(part)).encode("latin-1", "replace")
            )
        names = _latin(head)
        clean = "\r\n".join(self._part_header(line) for line in names.split("\r\n")).encode("latin-1", "replace")
        name = (re.search(r'name="([^"]*)"', names, re.IGNORECASE) or [None, ""])[1] or ""
        content, ends, _ = (content[:-2], b"\r\n", b"") if content.endswith(b"\r\n") else (content, b"", b"")
        if "filename" in names.lower():
            return clean + gap + b"x" * len(content) + ends
        text = self._text(name, content.decode("utf-8", "surrogateescape"))
        return clean + gap + text.encode("utf-8", "surrogateescape") + ends

    def _part_header(self, line: str) -> str:
        name, colon, value = line.partition(":")
        return line if not colon else f"{name}:{self._header(name.strip().lower(), name.strip(), value, None)}"


def _latin(text: bytes) -> str:
    return text.decode("latin-1")
