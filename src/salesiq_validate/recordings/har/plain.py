"""The careful way to read an entry of a HAR: with the standard library, and tolerant of every tool's habits.

Real files have all of these, and we read them as intended: headers as pairs or as one object, a base64 `postData`,
`params` without `text`, HTTP/2 pseudo headers, the status 0 of blocked and aborted requests, a status written as
text, null for anything optional, entries without a request, bodies in separate files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.exchange import UNRECORDED, Exchange, Form, Request, Response
from salesiq_validate.recordings.entry import SKIPPED, problem
from salesiq_validate.recordings.har.gaps import absent_request_body, absent_response_body, is_cut, lost_files
from salesiq_validate.recordings.message import (
    EntryReader,
    NoExchange,
    UnreadableBody,
    body_of_base64,
    body_of_text,
    decoded_object,
    pairs_of,
    seconds_of,
    status_of,
    without_stale_encoding,
    without_surrogates,
)
from salesiq_validate.rules.reading import unreadable_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body, Headers, Origin
    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading


def read_entry(text: bytes, reading: Reading, entry: int, line: int) -> Iterator[Entry]:
    """Read one entry from its text."""
    origin = reading.origin(entry, line)
    try:
        yield from _HarEntry(origin, reading).entries(decoded_object(text, "entry"))
    except NoExchange as error:
        yield problem(unreadable_entry, str(error), origin)


def without_pseudo_headers(headers: Headers) -> Headers:
    """Remove `:authority` and similar names, which HTTP/2 sends before the headers; browsers list them as headers."""
    if headers and headers[0][0][:1] == ":":
        return tuple(pair for pair in headers if pair[0][:1] != ":")
    return headers


class _HarEntry(EntryReader):
    """One entry while we turn it into an exchange."""

    def __init__(self, origin: Origin, reading: Reading) -> None:
        super().__init__(origin)
        self._reading = reading

    def entries(self, item: dict[str, Any]) -> Iterator[Entry]:
        sent = item.get("request")
        # Recorders never see all of a page load or of an aborted or cached request; that is not an error.
        if sent is None or sent == {}:
            yield SKIPPED
            return
        if not isinstance(sent, dict):
            raise NoExchange("the entry has no request")
        method, url = sent.get("method"), sent.get("url")
        if url is None or url == "":
            yield SKIPPED
            return
        if not isinstance(url, str):
            raise NoExchange("the URL of the entry's request is not a text")
        url = without_surrogates(url)
        if not self._reading.may_want(method, url):
            yield SKIPPED
            return
        if not isinstance(method, str):
            raise NoExchange("the entry's request has no method")
        request = self._request(without_surrogates(method), url, sent)
        direction = self._reading.direction_of(request)
        if direction is None:
            yield SKIPPED
            return
        response = self._response(request.method, item.get("response"))
        time = item.get("startedDateTime")
        time = time if isinstance(time, str) else None
        seconds = seconds_of(item.get("time")) if direction == "inbound" else None
        yield Exchange(request, response, self.origin, time, direction=direction, seconds=seconds)
        yield from self.findings

    def _request(self, method: str, url: str, sent: dict[str, Any]) -> Request:
        headers, dropped = self.headers(sent.get("headers"), "request")
        headers = without_pseudo_headers(headers)
        data, size = sent.get("postData"), sent.get("bodySize")
        body: Body = absent_request_body(method, size, headers)
        if isinstance(data, dict):
            body = self.body("the request's body", self._data, data, body)
        return Request(method, url, headers, body, unrecorded_headers=dropped)

    def _data(self, data: dict[str, Any], absent: Body) -> Body:
        """Return the body in `postData`, or what its absence means."""
        text, params, mime = data.get("text"), data.get("params"), data.get("mimeType")
        mime = mime if isinstance(mime, str) else ""
        if isinstance(text, str) and text:
            return UNRECORDED if lost_files(mime, text) else _text(text, data.get("encoding"))
        if (attached := self._attached(data)) is not None:
            return attached
        if not isinstance(params, list) or not params:
            return absent
        if "multipart/" in mime.lower():
            return UNRECORDED
        given = [{**part, "value": part.get("value") or ""} if isinstance(part, dict) else part for part in params]
        fields, is_whole = pairs_of(given)
        if not is_whole:
            raise UnreadableBody("not all of its params are pairs of a name and a text")
        return Form(fields)

    def _response(self, method: str, got: Any) -> Response | None:
        status = status_of(got.get("status")) if isinstance(got, dict) else None
        if status is None:
            return None
        headers, dropped = self.headers(got.get("headers"), "response")
        headers = without_pseudo_headers(headers)
        content = got.get("content")
        content = content if isinstance(content, dict) else {}
        size = content.get("size")
        text = content.get("text")
        body: Body
        if isinstance(text, str) and text:
            body = self.body("the response's body", _text, text, content.get("encoding"))
            body = UNRECORDED if is_cut(body, size) else body
        elif (attached := self._attached(content)) is not None:
            body = attached
        else:
            body = absent_response_body(method, status, size, got.get("bodySize"), headers)
        return Response(status, without_stale_encoding(headers, body), body, unrecorded_headers=dropped)

    def _attached(self, part: dict[str, Any]) -> bytes | None:
        """Return a body from another file of the zip archive, as Playwright writes it."""
        name = part.get("_file", part.get("_sha1"))
        return self._reading.attachment(name) if isinstance(name, str) else None


def _text(text: str, encoding: object) -> bytes | None:
    is_packed = isinstance(encoding, str) and encoding.lower() == "base64"
    return body_of_base64(text) if is_packed else body_of_text(text)
