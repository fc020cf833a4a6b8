"""Draft: the parts of a request before it is built, so that one of them can still be changed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from attrs import field, frozen

from salesiq_validate.exchange import Request
from salesiq_validate.judging.plan import KINDS

#: Looks like an access token, but is obviously not real.
MADE_UP_TOKEN: Final = f"1000.{'0' * 32}.{'0' * 32}"
AUTHORIZATION: Final = f"Zoho-oauthtoken {MADE_UP_TOKEN}"

_BOUNDARY: Final = "salesiq-validate-boundary"
_HOLE: Final = re.compile(r"\{([a-z_]+)\}")
_DISPOSITION: Final = "Content-Disposition: form-data"


@frozen
class File:
    """A file in a multipart body."""

    content: bytes
    name: str = "example.txt"


@frozen(repr=False)
class Draft:
    """The parts of a request."""

    method: str
    host: str
    #: The path with its placeholders.
    path: str
    #: The values of the placeholders.
    segments: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    #: The media type of the body; None if there is none.
    media: str | None = None
    #: A JSON document, or the fields of a form as texts and files.
    document: Any = None
    #: Sent instead of the document.
    text: bytes | None = field(default=None)

    @property
    def url_path(self) -> str:
        """The path with its placeholders filled."""
        return _HOLE.sub(lambda hole: quote(self.segments[hole[1]], safe="{}"), self.path)

    def request(self) -> Request:
        """Build the request as a client sends it."""
        pairs = [(name, text) for name, texts in self.query.items() for text in texts]
        query = f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""
        headers = dict(self.headers)
        body: bytes | None = None
        if self.media is not None:
            body = self._body()
            boundary = f"; boundary={_BOUNDARY}" if KINDS.get(self.media) == "multipart" else ""
            headers.setdefault("Content-Type", f"{self.media}{boundary}")
        return Request(
            self.method,
            f"https://{self.host}{self.url_path}{query}",
            # An empty value stands for a header that must be absent.
            tuple((name, value) for name, value in headers.items() if value),
            body,
        )

    def _body(self) -> bytes:
        if self.text is not None:
            return self.text
        kind = KINDS[self.media or ""]
        if kind == "json":
            return json.dumps(self.document, ensure_ascii=False).encode()
        if kind == "form":
            return urlencode(self.document).encode()
        return b"".join(_part(name, value) for name, value in self.document.items()) + f"--{_BOUNDARY}--\r\n".encode()


def _part(name: str, value: str | File) -> bytes:
    head = f'--{_BOUNDARY}\r\n{_DISPOSITION}; name="{name}"'
    if isinstance(value, File):
        head += f'; filename="{value.name}"\r\nContent-Type: application/octet-stream'
        return f"{head}\r\n\r\n".encode() + value.content + b"\r\n"
    return f"{head}\r\n\r\n{value}\r\n".encode()


def as_text(value: Any) -> str:
    """Return a scalar as text for a query or a form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
