"""Exchanges: the requests and responses that are judged, as frozen values.

Nothing here judges or decodes, and no `repr` shows a value: it gives the kind of a body and its size.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

from attrs import field, frozen

from salesiq_validate.exceptions import UnusableArgument

Headers: TypeAlias = tuple[tuple[str, str], ...]

#: Headers that `Request` and `Response` accept: a mapping, or pairs, in which a name may repeat. Names and values may
#: be bytes, because some clients accept bytes. A value of None leaves the header out.
HeadersLike: TypeAlias = Mapping[str, Any] | Mapping[bytes, Any] | Iterable[tuple[str, Any]] | None


#: Who asked whom.
Direction: TypeAlias = Literal["outbound", "inbound"]


class Unrecorded(enum.Enum):
    """The type of `UNRECORDED`."""

    UNRECORDED = "unrecorded"

    def __repr__(self) -> str:
        return "UNRECORDED"


#: Stands for a body that was not recorded. Nothing is known about it, so it is not judged. None means: no body sent.
UNRECORDED: Final = Unrecorded.UNRECORDED


@frozen(repr=False)
class Document:
    """A decoded JSON document; it stands for the text that `json.dumps` would send."""

    value: Any

    def __repr__(self) -> str:
        return f"<Document: {type(self.value).__name__}>"


def _as_fields(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(fields)


@frozen(repr=False)
class Form:
    """The decoded fields of a form body, in order; a name may repeat."""

    fields: tuple[tuple[str, str], ...] = field(converter=_as_fields)

    def __repr__(self) -> str:
        return f"<Form of {len(self.fields)} fields>"


#: The bytes that were sent, a decoded document or form, None (no body was sent), or UNRECORDED.
Body: TypeAlias = bytes | Document | Form | None | Unrecorded


def header_pairs(headers: HeadersLike) -> Headers:
    """Return headers as pairs, from a mapping or from any iterable of pairs."""
    if type(headers) is tuple:
        # Readers of recordings pass pairs in their final form.
        return headers
    if headers is None:
        return ()
    pairs: Iterable[tuple[Any, Any]] = headers.items() if isinstance(headers, (dict, Mapping)) else headers
    try:
        return tuple(
            [
                (name if type(name) is str else _as_text(name), value if type(value) is str else _as_text(value))
                for name, value in pairs
                if value is not None
            ]
        )
    except (TypeError, ValueError):  # its text may hold a value
        raise UnusableArgument("headers must be a mapping, or pairs of a name and a value") from None


def _as_text(header: Any) -> str:
    # By the real type: a mock may claim to be a text.
    kind = type(header)
    if issubclass(kind, str):
        return str.__str__(header)
    # Latin-1 as on the wire (RFC 9110, 5.5). Some clients write lengths as numbers.
    return str(header, "latin-1") if issubclass(kind, bytes) else str(header)


def header_value(headers: Headers, name: str) -> str | None:
    """Return the first value of a header, or None.

    Arguments:
        headers: pairs, as in `Request.headers`.
        name: the name in lower case; header names ignore case (RFC 9110, 5.1).
    """
    length = len(name)
    for key, value in headers:
        if len(key) == length and key.lower() == name:
            return value
    return None


_KNOWN: Final = ("authorization", "content-type", "content-encoding")
_LENGTHS: Final = frozenset(map(len, _KNOWN))


def known_headers(headers: Headers) -> tuple[str | None, str | None, str | None]:
    """Return the first values of Authorization, Content-Type and Content-Encoding, found in one pass; else None."""
    authorization = content_type = content_encoding = None
    for name, value in headers:
        # The length rules out nearly all other headers, so that they need no lower-case copy.
        if len(name) in _LENGTHS:
            known = name.lower()
            if known == "content-type":
                content_type = value if content_type is None else content_type
            elif known == "authorization":
                authorization = value if authorization is None else authorization
            elif known == "content-encoding":
                content_encoding = value if content_encoding is None else content_encoding
    return authorization, content_type, content_encoding


@frozen(repr=False)
class Request:
    """A request to SalesIQ as a client sends it."""

    method: str
    url: str
    headers: Headers = field(default=(), converter=header_pairs)
    body: Body = None
    #: Lower-case names of headers that the recorder may have dropped; "*" means any. Rules never call these missing.
    unrecorded_headers: frozenset[str] = field(default=frozenset(), kw_only=True)

    def __repr__(self) -> str:
        return f"<Request: {len(self.headers)} headers, {_size(self.body)}>"


@frozen(repr=False)
class Response:
    """A response. SalesIQ documents HTTP 200 for success and for failure, so the status says little."""

    status: int | None
    headers: Headers = field(default=(), converter=header_pairs)
    body: Body = None
    unrecorded_headers: frozenset[str] = field(default=frozenset(), kw_only=True)

    def __repr__(self) -> str:
        return f"<Response: status {self.status}, {len(self.headers)} headers, {_size(self.body)}>"


@frozen
class Origin:
    """Where a recording holds an exchange."""

    #: The file as given on the command line; "-" is standard input.
    file: str | None = None
    #: Index of the entry in its file, counted from 0.
    entry: int | None = None
    #: Line on which the entry begins, counted from 1.
    line: int | None = None
    #: The recording's own name for the exchange.
    id: str | None = None
    #: Column in the line, counted from 1; only places in source files have one.
    column: int | None = None


@frozen(repr=False)
class Exchange:
    """A request, a response, or both, and the place where they were recorded."""

    request: Request | None = None
    response: Response | None = None
    origin: Origin | None = None
    #: When the request was sent, as the recording writes it (RFC 3339 in Exchange JSON Lines).
    time: str | None = None
    #: Who asked whom: "outbound" is a call of SalesIQ's API, "inbound" a message from SalesIQ to an integrator.
    direction: Direction = field(default="outbound", kw_only=True)
    #: Seconds until the answer, if the recording gives them; only rules for inbound exchanges use them.
    seconds: float | None = field(default=None, kw_only=True)

    def __repr__(self) -> str:
        return f"<Exchange: {self.request!r}, {self.response!r}>"


def _size(body: Body) -> str:
    if body is None:
        return "no body"
    if body is UNRECORDED:
        return "body not recorded"
    if isinstance(body, bytes):
        return f"body of {len(body)} bytes"
    return "a decoded body"


def body_of(*, json: Any = ..., form: Any = ..., content: Any = ...) -> Body:
    """Return the body given by one of three arguments; `...` means that an argument was not given.

    Arguments:
        json: a decoded document; None is the JSON text `null`.
        form: fields as a mapping or as pairs.
        content: bytes, or text, which is sent as UTF-8; None means no body.

    Raises:
        UnusableArgument: two bodies, or a body of another type.
    """
    if json is not ...:
        if form is not ... or content is not ...:
            raise UnusableArgument("a message has one body: pass json, form or content, not two of them")
        return Document(json)
    if form is not ... and form is not None:
        if content is not ...:
            raise UnusableArgument("a message has one body: pass form or content, not both")
        pairs = form.items() if isinstance(form, Mapping) else form
        try:
            return Form((str(name), str(value)) for name, value in pairs)
        except (TypeError, ValueError):
            raise UnusableArgument("form must be a mapping, or pairs of a name and a value") from None
    if content is ... or content is None:
        return None
    if isinstance(content, str):
        return content.encode("utf-8", "surrogatepass")
    if isinstance(content, (bytes, bytearray, memoryview)):
        return bytes(content)
    raise UnusableArgument("content must be bytes or str; pass a decoded document as json=")


def url_with(url: str, params: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> str:
    """Add query parameters to a URL; a value of None is left out, a list repeats its name.

    Raises:
        UnusableArgument: the parameters are neither a mapping nor pairs, or one cannot be written as text.
    """
    from urllib.parse import urlencode

    pairs = params.items() if isinstance(params, Mapping) else params
    try:
        # Servers expect JSON's word for a boolean; `requests` would write Python's.
        sent = ((name, str(value).lower() if isinstance(value, bool) else value) for name, value in pairs)
        given = [(name, value) for name, value in sent if value is not None]
        # Half a surrogate pair becomes bytes that are not UTF-8; a rule reports them.
        query = urlencode(given, doseq=True, encoding="utf-8", errors="surrogatepass")
    except (TypeError, ValueError, OverflowError, RecursionError):
        raise UnusableArgument("params must be a mapping, or pairs of a name and a value") from None
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url
