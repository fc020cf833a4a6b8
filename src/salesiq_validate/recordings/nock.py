"""nock: recordings of JavaScript's mocking library (`nock.back`, or `nock.recorder` with `output_objects`).

    [{"scope": "https://salesiq.zoho.com:443", "method": "POST", "path": "/api/v2/northwind-desk/departments",
      "body": {"name": "Billing"}, "reqheaders": {...}, "status": 200, "response": {...},
      "rawHeaders": ["Content-Type", "application/json"], "responseIsBinary": false}]

A JSON body is stored as a document. A compressed answer is a list of hexadecimal chunks. Request headers are recorded
on demand only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import Document, Exchange, Request, Response
from salesiq_validate.recordings.entry import SKIPPED
from salesiq_validate.recordings.form import RecordingForm
from salesiq_validate.recordings.message import (
    EntryReader,
    NoExchange,
    UnknownBody,
    body_of_hex,
    body_of_text,
    read_objects,
    status_of,
    without_stale_encoding,
    without_surrogates,
)
from salesiq_validate.recordings.stream.json_array import ArrayReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import FileHead, Reading

#: Members that may come before the scope if somebody has sorted the members of a call.
_SORTED_BEFORE: Final = frozenset(
    {b"badheaders", b"body", b"method", b"path", b"rawHeaders", b"reqheaders", b"response"}
)
#: The recorder leaves these request headers out, because the HTTP library writes them.
_NEVER_RECORDED: Final = frozenset({"host", "user-agent"})
_DEFAULT_PORTS: Final = {"https": ":443", "http": ":80"}


def _is_nock(head: FileHead) -> bool:
    call = head.first
    if b"scope" in call:
        return bool(call.keys() & {b"method", b"path", b"status"}) or call.is_cut
    return call.is_cut and b"path" in call and call.keys() <= _SORTED_BEFORE


def _read(blocks: Iterator[bytes], reading: Reading) -> Iterator[Entry]:
    steps = ArrayReader(blocks, (), longest=reading.limits.max_line_bytes)
    return read_objects(steps, "call", lambda origin, item: _Call(origin).entries(item, reading), reading)


NOCK: Final = RecordingForm("nock", _is_nock, _read, is_kept=True)


class _Call(EntryReader):
    """One recorded call while we turn it into an exchange."""

    def entries(self, item: dict[str, Any], reading: Reading) -> Iterator[Entry]:
        scope, path, method = item.get("scope"), item.get("path"), item.get("method", "GET")
        if not isinstance(scope, str) or not isinstance(path, str) or not isinstance(method, str):
            raise NoExchange("the call has no scope, path or method")
        scheme = scope.partition("://")[0]
        url = without_surrogates(scope.removesuffix(_DEFAULT_PORTS.get(scheme, "/")).rstrip("/") + path)
        method = without_surrogates(method).upper()
        if not reading.may_want(method, url):
            yield SKIPPED
            return
        headers, dropped = self.headers(item.get("reqheaders"), "request")
        body = self.body("the request's body", _sent_body, item.get("body"))
        dropped = dropped or _NEVER_RECORDED
        request = Request(method, url, headers, body, unrecorded_headers=dropped)
        direction = reading.direction_of(request)
        if direction is None:
            yield SKIPPED
            return
        yield Exchange(request, self._response(item), self.origin, direction=direction)
        yield from self.findings

    def _response(self, item: dict[str, Any]) -> Response:
        given = item.get("rawHeaders", item.get("headers"))
        if isinstance(given, list) and all(isinstance(part, str) for part in given):
            given = [list(pair) for pair in zip(given[::2], given[1::2], strict=False)]
        headers, dropped = self.headers(given, "response")
        is_binary = item.get("responseIsBinary")
        body = self.body("the response's body", _answered_body, item.get("response"), headers, is_binary)
        headers = without_stale_encoding(headers, body)
        return Response(status_of(item.get("status")), headers, body, unrecorded_headers=dropped)


def _sent_body(value: Any) -> Body:
    if value is None or value == "":
        return None
    return body_of_text(value) if isinstance(value, str) else Document(value)


def _answered_body(value: Any, headers: Headers, is_binary: object) -> Body:
    if value is None or value == "":
        return None
    is_packed = any(name.lower() == "content-encoding" and text.lower() != "identity" for name, text in headers)
    if isinstance(value, str):
        return body_of_hex(value) if is_binary else body_of_text(value)
    if isinstance(value, list) and (is_packed or is_binary) and all(isinstance(part, str) for part in value):
        return body_of_hex("".join(value))
    if is_binary:
        raise UnknownBody("it is marked as binary, but it is not hexadecimal")
    return Document(value)
