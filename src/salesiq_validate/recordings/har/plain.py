"""The careful way to read an entry of a HAR: with the standard library, tolerant of what the tools write.

Seen in the wild and taken as meant: headers as pairs or as one object, a base64 `postData`, `params` without `text`,
HTTP/2 pseudo headers, the status 0 of blocked and aborted requests, a status written as text, null for anything that
is optional.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import UNRECORDED, Exchange, Form, Origin, Request, Response
from salesiq_validate.recordings import body as recorded
from salesiq_validate.recordings.entry import SKIPPED, problem
from salesiq_validate.recordings.har.gaps import absent_request_body, absent_response_body, is_cut, lost_files
from salesiq_validate.rules.reading import unreadable_body, unreadable_entry, unreadable_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.finding import Finding
    from salesiq_validate.recordings.entry import Entry, Keep

_ALL: Final = frozenset({"*"})
_NONE_DROPPED: Final[frozenset[str]] = frozenset()


class _NotAnEntry(Exception):
    """The element is JSON and no entry; the argument says why."""


def read(text: bytes, origin: Origin, *, keep: Keep | None) -> Iterator[Entry]:
    """Read one entry from its text."""
    try:
        item = json.loads(text.decode("utf-8", "surrogateescape"))
    except json.JSONDecodeError as error:
        yield problem(unreadable_entry, f"the entry is not JSON: it breaks at its character {error.pos + 1}", origin)
        return
    except ValueError:
        yield problem(unreadable_entry, "the entry holds a number with too many digits", origin)
        return
    except RecursionError:
        yield problem(unreadable_entry, "the entry is nested too deeply", origin)
        return
    try:
        yield from _Reader(item, origin).entries(keep)
    except _NotAnEntry as error:
        yield problem(unreadable_entry, str(error), origin)


def without_pseudo_headers(headers: Headers) -> Headers:
    """Leave out `:authority` and its kin, which HTTP/2 sends before every header and browsers list among them."""
    if headers and headers[0][0][:1] == ":":
        return tuple(pair for pair in headers if pair[0][:1] != ":")
    return headers


class _Reader:
    """One entry on its way to an exchange."""

    def __init__(self, item: object, origin: Origin) -> None:
        if not isinstance(item, dict):
            raise _NotAnEntry("the entry is no object")
        self._item: dict[str, Any] = item
        self._origin = origin
        self._findings: list[Finding] = []

    def entries(self, keep: Keep | None) -> Iterator[Entry]:
        sent = self._item.get("request")
        if not isinstance(sent, dict):
            raise _NotAnEntry("the entry has no request")
        method, url = sent.get("method"), sent.get("url")
        if not isinstance(method, str) or not isinstance(url, str):
            raise _NotAnEntry("the entry's request lacks method or url")
        url = recorded.without_surrogates(url)
        if keep is not None and not keep(url):
            yield SKIPPED
            return
        request = self._request(recorded.without_surrogates(method), url, sent)
        response = self._response(request.method)
        yield from self._findings
        time = self._item.get("startedDateTime")
        yield Exchange(request, response, self._origin, time if isinstance(time, str) else None)

    def _request(self, method: str, url: str, sent: dict[str, Any]) -> Request:
        headers, dropped = self._headers(sent, "request")
        data = sent.get("postData")
        if not isinstance(data, dict):
            body: Body = absent_request_body(method, sent.get("bodySize"), headers)
        else:
            body = self._data(method, headers, data, sent.get("bodySize"))
        return Request(method, url, headers, body, unrecorded_headers=dropped)

    def _data(self, method: str, headers: Headers, data: dict[str, Any], size: object) -> Body:
        text, params = data.get("text"), data.get("params")
        mime = data.get("mimeType")
        mime = mime if isinstance(mime, str) else ""
        if isinstance(text, str) and text:
            if lost_files(mime, text):
                return UNRECORDED
            return self._body("request", text, data.get("encoding"))
        if isinstance(params, list) and params:
            fields = tuple(
                (recorded.without_surrogates(part["name"]), recorded.without_surrogates(part.get("value") or ""))
                for part in params
                if isinstance(part, dict)
                and isinstance(part.get("name"), str)
                and isinstance(part.get("value") or "", str)
            )
            if "multipart/" in mime.lower():
                return UNRECORDED
            if len(fields) == len(params):
                return Form(fields)
            self._findings.append(
                problem(unreadable_body, "the request's params are not all names with texts; not judged", self._origin)
            )
            return UNRECORDED
        return absent_request_body(method, size, headers)

    def _response(self, method: str) -> Response | None:
        got = self._item.get("response")
        if not isinstance(got, dict):
            return None
        status = got.get("status")
        if isinstance(status, (str, float)) and str(status).removesuffix(".0").isdecimal():
            status = int(float(status))
        if type(status) is not int or status <= 0:
            return None
        headers, dropped = self._headers(got, "response")
        content = got.get("content")
        content = content if isinstance(content, dict) else {}
        text = content.get("text")
        body: Body
        if isinstance(text, str) and text:
            body = self._body("response", text, content.get("encoding"))
            if is_cut(body, content.get("size")):
                body = UNRECORDED
        else:
            body = absent_response_body(method, status, content.get("size"), got.get("bodySize"), headers)
        headers = recorded.without_stale_encoding(headers, body)
        return Response(status, headers, body, unrecorded_headers=dropped)

    def _body(self, side: str, text: str, encoding: object) -> Body:
        packed = isinstance(encoding, str) and encoding.lower() == "base64"
        try:
            return recorded.from_base64(text) if packed else recorded.from_text(text)
        except recorded.UnreadableBody as error:
            message = f"the {side}'s body cannot be read: {error}; it is not judged"
            self._findings.append(problem(unreadable_body, message, self._origin))
            return UNRECORDED

    def _headers(self, message: dict[str, Any], side: str) -> tuple[Headers, frozenset[str]]:
        given = message.get("headers")
        if given is None:
            return (), _ALL
        items = list(given.items()) if isinstance(given, dict) else given
        pairs = [pair for pair in map(_pair, items) if pair is not None] if isinstance(items, list) else []
        headers = without_pseudo_headers(tuple(pairs))
        if isinstance(items, list) and len(pairs) == len(items):
            return headers, _NONE_DROPPED
        message_ = f"headers of the {side} are not all names with texts; the others are judged"
        self._findings.append(problem(unreadable_headers, message_, self._origin))
        return headers, _ALL


def _pair(item: object) -> tuple[str, str] | None:
    if isinstance(item, dict):
        name, value = item.get("name"), item.get("value")
    elif isinstance(item, (list, tuple)) and len(item) == 2:
        name, value = item
    else:
        return None
    if not isinstance(name, str) or not isinstance(value, str):
        return None
    return recorded.without_surrogates(name), recorded.without_surrogates(value)
