"""The fast way to read an entry of a HAR: one typed decode that passes over timings, cookies and call stacks.

Only entries of the plain shape are read here (texts that are texts, headers that are objects); `plain_har` reads the
others, and the plain ones the same way. Unwanted entries are decoded whole as well: that costs them 1.5 µs, where a
second decode for the responses of the wanted ones cost those 2 µs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from salesiq_validate.exchange import UNRECORDED, Exchange, Headers, Origin, Request, Response
from salesiq_validate.recordings import body as recorded
from salesiq_validate.recordings.entry import SKIPPED, Keep, Skipped
from salesiq_validate.recordings.har_gaps import absent_request_body, absent_response_body, is_cut, lost_files
from salesiq_validate.recordings.plain_har import without_pseudo_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesiq_validate.exchange import Body

try:
    import msgspec
except ImportError:  # pragma: no cover - PyPy has none
    msgspec = None  # type: ignore[assignment]

#: Takes a decoded entry and where it stands; None says that the entry wants the careful way.
EntryReader: TypeAlias = "Callable[[Any, Origin], Exchange | Skipped | None]"

if msgspec is not None:

    class _Header(msgspec.Struct, gc=False):
        name: str
        value: str

    class _Data(msgspec.Struct, gc=False, rename={"mime": "mimeType"}):
        text: str
        mime: str = ""
        encoding: str | None = None

    class _Request(msgspec.Struct, gc=False, rename={"data": "postData", "size": "bodySize"}):
        method: str
        url: str
        headers: list[_Header]
        data: _Data | None = None
        size: float | None = None

    class _Content(msgspec.Struct, gc=False):
        text: str = ""
        encoding: str | None = None
        size: float | None = None

    class _Response(msgspec.Struct, gc=False, rename={"size": "bodySize"}):
        status: int
        headers: list[_Header]
        content: _Content | None = None
        size: float | None = None

    class _Entry(msgspec.Struct, gc=False, rename={"time": "startedDateTime"}):
        request: _Request
        response: _Response
        time: str | None = None


def decoders() -> tuple[Callable[[bytes], list[Any]], Callable[[bytes], Any]] | None:
    """Return what decodes the text of an array of entries, and of one; None where msgspec is not installed."""
    if msgspec is None:
        return None
    return msgspec.json.Decoder(list[_Entry]).decode, msgspec.json.Decoder(_Entry).decode


def reader(keep: Keep | None) -> EntryReader:
    """Return the function that reads a decoded entry."""

    def read(item: Any, origin: Origin) -> Exchange | Skipped | None:
        sent = item.request
        if keep is not None and not keep(sent.url):
            return SKIPPED
        got = item.response
        if got.status <= 0 or (got.content is not None and got.content.encoding is not None):
            return None
        headers = _pairs(sent.headers)
        body: Body
        if (data := sent.data) is None:
            body = absent_request_body(sent.method, sent.size, headers)
        elif data.text and data.encoding is None and not lost_files(data.mime, data.text):
            body = data.text.encode()
        else:
            return None
        request = Request(sent.method, sent.url, headers, body)
        headers = _pairs(got.headers)
        size = None if got.content is None else got.content.size
        if got.content is not None and got.content.text:
            body = got.content.text.encode()
            if is_cut(body, size):
                body = UNRECORDED
        else:
            body = absent_response_body(sent.method, got.status, size, got.size, headers)
        headers = recorded.without_stale_encoding(headers, body)
        return Exchange(request, Response(got.status, headers, body), origin, item.time)

    return read


def _pairs(headers: list[_Header]) -> Headers:
    return without_pseudo_headers(tuple([(header.name, header.value) for header in headers]))
