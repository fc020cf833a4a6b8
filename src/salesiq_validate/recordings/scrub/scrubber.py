"""Scrubber: removes secrets and personal data from an exchange so that its findings stay the same."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import evolve

from salesiq_validate.contract.private_values import listed_texts, private_names
from salesiq_validate.decode.content_encoding import decompress
from salesiq_validate.exchange import UNRECORDED, Document, Form, Unrecorded, header_value
from salesiq_validate.limits import Limits
from salesiq_validate.privacy.redactor import Redactor
from salesiq_validate.recordings.scrub.scrambling import Scrambler
from salesiq_validate.recordings.scrub.values import Values

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.exchange import Body, Exchange, Headers, Request, Response

_ADDRESSES: Final = frozenset({"referer", "origin", "location", "content-location"})
#: Headers whose values hold nothing personal that patterns would miss (RFC 9110 and 9111, the Fetch standard).
_STANDARD: Final = frozenset(
    {"accept", "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "age", "allow"}
    | {"cache-control", "connection", "content-encoding", "content-language", "content-length", "content-type", "date"}
    | {"etag", "expect", "expires", "if-match", "if-modified-since", "if-none-match", "keep-alive", "last-modified"}
    | {"pragma", "range", "retry-after", "server", "strict-transport-security", "te", "transfer-encoding", "upgrade"}
    | {"user-agent", "vary", "via", "warning"}
)
#: We remember the latest values of these headers up to this length.
_SHORT: Final = 200
_METHOD: Final = re.compile(r"[A-Za-z]{0,20}")
#: An ISO 8601 time, or a time in HTTP's format.
_TIME: Final = re.compile(r"[-+0-9:.TZ ]+|[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]+ [A-Z]{3}")
_FILE_NAME: Final = re.compile(r"(filename\*?=)(\"[^\"]*\"|[^;]*)", re.IGNORECASE)
_BOUNDARY: Final = re.compile(r"boundary=(?:\"([^\"]+)\"|([^\s;]+))", re.IGNORECASE)
#: A byte that occurs in UTF-16 or UTF-32 text and in no other text.
_NUL: Final = b"\0"
_LOOKS_LIKE_JSON: Final = frozenset({"{", "[", '"'})
_NUMBER: Final = re.compile(r"-?[0-9][0-9.eE+-]*")


class Scrubber:
    """Removes tokens, cookies, addresses, names and people's texts from exchanges.

    Equal texts get equal placeholders in a run. Types, lengths and values of the contract stay, so the findings stay
    the same. The writer of the recording leaves out what is not needed to judge an exchange.
    """

    def __init__(
        self,
        *,
        operations: tuple[Operation, ...] | None = None,
        key: bytes | None = None,
        ids: bool = False,
        limits: Limits | None = None,
    ) -> None:
        """Store what decides the placeholders.

        Arguments:
            operations: they say what is private and what is listed; by default those of schemas/.
            key: at most 64 bytes; two runs with the same key give the same result. By default it is random.
            ids: replace ids in URLs and bodies, too.
            limits: the limits for bodies that must be decompressed first.
        """
        key = os.urandom(16) if key is None else key
        names = private_names(operations)
        self._redactor = Redactor(names, key=key)
        self._values = Values(names, listed_texts(operations), self._redactor, Scrambler(key), ids=ids)
        self._limits = limits or Limits()
        self._short_header = lru_cache(maxsize=1_000)(self._redactor.text)

    def __repr__(self) -> str:
        return "<Scrubber>"

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return a copy of the exchange that may be shown to others."""
        origin = exchange.origin
        if origin is not None and origin.id is not None:
            origin = evolve(origin, id=self._redactor.text(origin.id))
        request = None if exchange.request is None else self._request(exchange.request)
        response = None if exchange.response is None else self._response(exchange.response)
        time = exchange.time if exchange.time and _TIME.fullmatch(exchange.time) else None
        return evolve(exchange, request=request, response=response, origin=origin, time=time)

    def url(self, url: str) -> str:
        """Scrub the URL of a request, except its host and the documented words of its path and parameters."""
        return self._values.url(url)

    def _request(self, request: Request) -> Request:
        body = self._body(request.body, request.headers)
        headers = self._headers(request.headers, body)
        method = request.method if _METHOD.fullmatch(request.method) else self._values.text("unknown", request.method)
        return evolve(request, method=method, url=self.url(request.url), headers=headers, body=body)

    def _response(self, response: Response) -> Response:
        body = self._body(response.body, response.headers)
        return evolve(response, headers=self._headers(response.headers, body), body=body)

    def _headers(self, headers: Headers, body: Body) -> Headers:
        return tuple(
            (self._values.name(name), self._header(name.lower(), name, value, body)) for name, value in headers
        )

    def _header(self, plain: str, name: str, value: str, body: Body) -> str:
        if plain == "host":
            return value
        if plain in _ADDRESSES:
            return self._values.url(value, host=False)
        if plain == "content-disposition":
            return _FILE_NAME.sub(lambda found: found[1] + self._file_name(found[2]), value)
        if plain == "content-length" and isinstance(body, bytes):
            return str(len(body))
        if plain in _STANDARD:
            return (self._short_header if len(value) <= _SHORT else self._redactor.text)(value)
        return self._values.text(self._values.kind(name, "header"), value)

    def _file_name(self, name: str) -> str:
        stem, dot, ending = name.strip('"').rpartition(".")
        clean = self._values.text("unknown", stem) + dot + ending if dot else self._values.text("unknown", ending)
        return f'"{clean}"' if name.startswith('"') else clean

    def _body(self, body: Body, headers: Headers) -> Body:
        if body is None or isinstance(body, Unrecorded) or body == b"":
            return body
        if isinstance(body, Document):
            try:
                return Document(json.loads(self._values.json(json.dumps(body.value))))
            except (ValueError, TypeError, RecursionError):
                return UNRECORDED
        if isinstance(body, Form):
            return Form(tuple((self._values.name(name), self._field(name, value)) for name, value in body.fields))
        plain, problems = decompress(body, header_value(headers, "content-encoding"), self._limits)
        if problems:
            return body[:3]  # still broken in the same way, and unreadable
        return self._bytes(plain, (header_value(headers, "content-type") or "").strip())

    def _field(self, name: str, text: str) -> str:
        return self._values.text(self._values.kind(name, "member"), text)

    def _bytes(self, body: bytes, kind: str) -> bytes:
        if kind.lower().startswith("multipart/") and (found := _BOUNDARY.search(kind)):
            return self._multipart(body, (found[1] or found[2]).encode("utf-8", "replace"))
        encoding = json.detect_encoding(body) if _NUL in body[:4] or body[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
        if encoding == "utf-8" and _NUL in body:
            return _nothing(body)
        text = body.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
        return self._whole(text, kind.lower()).encode(encoding, "surrogateescape")

    def _whole(self, text: str, kind: str) -> str:
        plain = text.strip("\ufeff \t\r\n")
        if plain[:1] in _LOOKS_LIKE_JSON or _NUMBER.fullmatch(plain):
            return self._values.json(text)
        if "x-www-form-urlencoded" in kind or ("=" in text and " " not in text and "<" not in text):
            return "&".join(self._values.pair(pair, "member") for pair in text.split("&"))
        return self._values.text("unknown", text)

    def _multipart(self, body: bytes, boundary: bytes) -> bytes:
        parts = body.split(b"--" + boundary)
        return (b"--" + boundary).join(self._part(part) for part in parts)

    def _part(self, part: bytes) -> bytes:
        head, gap, content = part.partition(b"\r\n\r\n")
        if not gap:
            # This is the end, which stays, or it is not a part: then only its form stays.
            is_end = not part.strip(b"-\r\n \t")
            return part if is_end else self._values.text("unknown", _latin(part)).encode("latin-1", "replace")
        names = _latin(head)
        clean = "\r\n".join(self._part_header(line) for line in names.split("\r\n")).encode("latin-1", "replace")
        name = (re.search(r'name="([^"]*)"', names, re.IGNORECASE) or [None, ""])[1] or ""
        content, ends, _ = (content[:-2], b"\r\n", b"") if content.endswith(b"\r\n") else (content, b"", b"")
        if "filename" in names.lower():
            return clean + gap + b"x" * len(content) + ends
        text = self._field(name, content.decode("utf-8", "surrogateescape"))
        return clean + gap + text.encode("utf-8", "surrogateescape") + ends

    def _part_header(self, line: str) -> str:
        name, colon, value = line.partition(":")
        return line if not colon else f"{name}:{self._header(name.strip().lower(), name.strip(), value, None)}"


def _nothing(body: bytes) -> bytes:
    """Return the same number of bytes without text; they are UTF-8 if the given bytes are."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return b"\x80" * len(body)
    return _NUL * len(body)


def _latin(text: bytes) -> str:
    return text.decode("latin-1")
