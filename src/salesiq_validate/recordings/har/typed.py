"""The fast way to read an entry of a HAR: one typed decode that passes over timings, cookies and call stacks.

This module reads only entries of the simple shape (texts that are texts, headers that are objects). `plain` reads
the others, and would read these with the same result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from salesiq_validate.contract.inbound import MESSAGE_MARKS, SIGNATURE_HEADER
from salesiq_validate.exchange import UNRECORDED, Exchange, Headers, Origin, Request, Response
from salesiq_validate.recordings.entry import SKIPPED, Skipped
from salesiq_validate.recordings.har.gaps import absent_request_body, absent_response_body, is_cut, lost_files
from salesiq_validate.recordings.har.plain import without_pseudo_headers
from salesiq_validate.recordings.message import seconds_of, without_stale_encoding

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesiq_validate.exchange import Body
    from salesiq_validate.recordings.form import Reading

try:
    import msgspec
except ImportError:  # pragma: no cover - PyPy has no msgspec
    msgspec = None  # type: ignore[assignment]

#: Takes a decoded entry, its number and its line; returns None if the entry needs the careful way.
FastReader: TypeAlias = "Callable[[Any, int, int], Exchange | Skipped | None]"

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

    class _Content(msgspec.Struct, gc=False, rename={"file": "_file", "sha1": "_sha1"}):
        text: str = ""
        encoding: str | None = None
        size: float | None = None
        file: str | None = None
        sha1: str | None = None

    class _Response(msgspec.Struct, gc=False, rename={"size": "bodySize"}):
        status: int
        headers: list[_Header]
        content: _Content | None = None
        size: float | None = None

    class _Entry(msgspec.Struct, gc=False, rename={"time": "startedDateTime", "milliseconds": "time"}):
        request: _Request
        response: _Response
        time: str | None = None
        milliseconds: float | None = None


def decoders() -> tuple[Callable[[bytes], list[Any]], Callable[[bytes], Any]] | None:
    """Return two decoders, for the text of an array of entries and of one entry; None without msgspec."""
    if msgspec is None:
        return None
    return msgspec.json.Decoder(list[_Entry]).decode, msgspec.json.Decoder(_Entry).decode


def entry_reader(reading: Reading) -> FastReader:
    """Return the function that reads a decoded entry."""
    file, keep, direction_of = reading.file, reading.keep, reading.direction_of

    def read(item: Any, entry: int, line: int) -> Exchange | Skipped | None:
        sent, got = item.request, item.response
        is_kept = keep is None or keep(sent.url)
        # The request line of nearly every entry shows whether it is an API call or unrelated traffic.
        is_open = sent.method == "POST" and _may_be_inbound(sent, is_kept=is_kept)
        if not sent.url or not (is_kept or is_open):
            return SKIPPED
        content, data = got.content, sent.data
        if data is not None and (not data.text or data.encoding is not None or lost_files(data.mime, data.text)):
            return None
        headers = _pairs(sent.headers)
        request = Request(sent.method, sent.url, headers, _sent_body(sent, headers))
        direction = direction_of(request) if is_open else "outbound"
        if direction is None:
            return SKIPPED
        if got.status <= 0 or (content is not None and (content.encoding or content.file or content.sha1)):
            return None
        headers = _pairs(got.headers)
        body = _received_body(sent.method, got, headers)
        response = Response(got.status, without_stale_encoding(headers, body), body)
        origin = Origin(file, entry, line)
        if direction == "outbound":
            return Exchange(request, response, origin, item.time)
        seconds = seconds_of(item.milliseconds)
        return Exchange(request, response, origin, item.time, direction="inbound", seconds=seconds)

    return read


def _may_be_inbound(sent: Any, *, is_kept: bool) -> bool:
    """Tell whether SalesIQ may have sent a POST; API calls carry no signature."""
    text = "" if sent.data is None else sent.data.text
    if any([mark in text for mark in MESSAGE_MARKS]):  # noqa: C419 - a generator takes longer than the search
        return True
    length = len(SIGNATURE_HEADER)
    if not is_kept:
        for header in sent.headers:
            if len(header.name) == length and header.name.lower() == SIGNATURE_HEADER:
                return True
    return False


def _sent_body(sent: Any, headers: Headers) -> Body:
    if sent.data is None:
        return absent_request_body(sent.method, sent.size, headers)
    text: str = sent.data.text
    return text.encode()


def _received_body(method: str, got: Any, headers: Headers) -> Body:
    content = got.content
    size = None if content is None else content.size
    if content is None or not content.text:
        return absent_response_body(method, got.status, size, got.size, headers)
    body: bytes = content.text.encode()
    return UNRECORDED if size is not None and size > len(body) and is_cut(body, size) else body


def _pairs(headers: list[_Header]) -> Headers:
    pairs = tuple([(header.name, header.value) for header in headers])
    return without_pseudo_headers(pairs) if pairs and pairs[0][0][:1] == ":" else pairs
