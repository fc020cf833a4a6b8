"""The fast way to read a line of Exchange JSON Lines: one typed decode, for lines of exactly the documented shapes.

`plain` reads everything else (another shape, two bodies, half a surrogate pair, no msgspec). It reads these lines
with the same result, and says what is wrong with the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from salesiq_validate.contract.inbound import is_inbound
from salesiq_validate.exchange import (
    UNRECORDED,
    Direction,
    Document,
    Exchange,
    Form,
    Headers,
    Origin,
    Request,
    Response,
)
from salesiq_validate.recordings.entry import SKIPPED, Skipped
from salesiq_validate.recordings.message import ALL_HEADERS, NO_HEADERS, UnreadableBody, body_of_base64

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesiq_validate.exchange import Body
    from salesiq_validate.recordings.form import Reading

try:
    import msgspec
except ImportError:  # pragma: no cover - PyPy has no msgspec; tests cover this through `line_reader`'s callers
    msgspec = None  # type: ignore[assignment]

#: Takes a line, its entry number and its line number; returns None if the line needs the careful way.
LineReader: TypeAlias = "Callable[[bytes, int, int], Exchange | Skipped | None]"

if msgspec is not None:
    _Pairs: TypeAlias = dict[str, str] | list[tuple[str, str]] | None | msgspec.UnsetType
    _Text: TypeAlias = str | None | msgspec.UnsetType
    _UNSET: Final = msgspec.UNSET
    #: The type of decoded `json` bodies: documents, or with strict JSON the bytes from the line.
    _Json = TypeVar("_Json")

    class _Response(msgspec.Struct, Generic[_Json], gc=False):
        status: int | None = None
        headers: _Pairs = _UNSET
        body: _Text = _UNSET
        body_base64: _Text = _UNSET
        json: _Json | msgspec.UnsetType = _UNSET

    class _Request(msgspec.Struct, Generic[_Json], gc=False):
        method: str
        url: str
        headers: _Pairs = _UNSET
        body: _Text = _UNSET
        body_base64: _Text = _UNSET
        json: _Json | msgspec.UnsetType = _UNSET
        form: _Pairs = _UNSET

    class _Line(msgspec.Struct, Generic[_Json], gc=False):
        id: str | None = None
        time: str | None = None
        direction: Direction | None = None
        seconds: float | None = None
        request: _Request[_Json] | None = None
        response: _Response[_Json] | None = None


class _TwoBodies(Exception):
    """A message in the line has two bodies."""


def line_reader(reading: Reading) -> LineReader | None:
    """Return the function that reads a line, or None if msgspec is not installed."""
    if msgspec is None:
        return None
    decode = msgspec.json.Decoder(_Line[msgspec.Raw] if reading.strict_json else _Line[Any]).decode
    file, keep = reading.file, reading.keep

    def read(line: bytes, entry: int, number: int) -> Exchange | Skipped | None:
        try:
            item: Any = decode(line)
        except (ValueError, RecursionError):
            return None
        sent, got, direction = item.request, item.response, item.direction
        is_elsewhere = False
        if sent is None:
            if got is None:
                return None
        elif direction != "inbound" and keep is not None and not keep(sent.url):
            # SalesIQ may have sent it, unless the line says otherwise.
            if direction is not None or sent.method != "POST":
                return SKIPPED
            is_elsewhere = True
        try:
            request = None if sent is None else _request(sent)
            response = None if got is None else _response(got)
        except (_TwoBodies, UnreadableBody):
            return None
        if is_elsewhere:
            if request is None or not is_inbound(request):
                return SKIPPED
            direction = "inbound"
        origin = Origin(file, entry, number, item.id)
        return Exchange(request, response, origin, item.time, direction=direction or "outbound", seconds=item.seconds)

    return read


def _request(sent: Any) -> Request:
    headers = sent.headers
    dropped = ALL_HEADERS if headers is _UNSET else NO_HEADERS
    body = _body(sent) if sent.form is _UNSET else _form(sent)
    return Request(sent.method, sent.url, _pairs(headers), body, unrecorded_headers=dropped)


def _response(got: Any) -> Response:
    headers = got.headers
    dropped = ALL_HEADERS if headers is _UNSET else NO_HEADERS
    return Response(got.status, _pairs(headers), _body(got), unrecorded_headers=dropped)


def _pairs(headers: Any) -> Headers:
    if type(headers) is dict:
        return tuple(headers.items())
    return () if headers is None or headers is _UNSET else tuple(headers)


def _body(message: Any) -> Body:
    text, packed, value = message.body, message.body_base64, message.json
    if text is not _UNSET:
        if packed is not _UNSET or value is not _UNSET:
            raise _TwoBodies
        # msgspec rejects half a surrogate pair, so this cannot fail.
        return text.encode() if text else None
    if value is not _UNSET:
        if packed is not _UNSET:
            raise _TwoBodies
        if type(value) is msgspec.Raw:
            raw = bytes(value)
            return None if raw in (b"null", b'""') else raw
        return None if value is None or value == "" else Document(value)
    if packed is _UNSET:
        return UNRECORDED
    return body_of_base64(packed) if packed else None


def _form(message: Any) -> Body:
    if message.body is not _UNSET or message.body_base64 is not _UNSET or message.json is not _UNSET:
        raise _TwoBodies
    return None if message.form is None else Form(_pairs(message.form))
