"""One interaction of a VCR cassette, in any of the shapes that VCR has written over the years.

Since version 1 a request has a `uri` and headers with lists of values; before, its URL came in parts, its headers as
tuples or a plain object, and a response's headers as lines. httpx cassettes of some years have `content` and
`status_code`. Bodies are texts, bytes, `{"string": ...}`, `{"base64_string": ...}`, chunks, or decoded objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Origin, Request, Response, header_value
from salesiq_validate.recordings import body as recorded
from salesiq_validate.recordings.entry import SKIPPED, problem
from salesiq_validate.recordings.placeholders import without_placeholders
from salesiq_validate.recordings.vcr.yaml_items import Tagged
from salesiq_validate.rules.reading import unreadable_body, unreadable_entry, unreadable_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.finding import Finding
    from salesiq_validate.recordings.entry import Entry, Keep

_ALL: Final = frozenset({"*"})
#: What `filter_headers` is used for.
_OFTEN_FILTERED: Final = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
#: Every HTTP library sends one of these; without them, a hook has emptied the headers.
_ALWAYS_SENT: Final = frozenset({"user-agent", "accept", "accept-encoding", "host", "connection"})
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


class _NotAnInteraction(Exception):
    """The item is no interaction; the argument says why."""


def read(item: Any, origin: Origin, *, keep: Keep | None) -> Iterator[Entry]:
    """Read one interaction."""
    try:
        yield from _Reader(item, origin).entries(keep)
    except _NotAnInteraction as error:
        yield problem(unreadable_entry, str(error), origin)


class _Reader:
    """One interaction on its way to an exchange."""

    def __init__(self, item: Any, origin: Origin) -> None:
        if not isinstance(item, dict) or not isinstance(item.get("request"), dict):
            raise _NotAnInteraction("the interaction has no request")
        self._item: dict[Any, Any] = item
        self._origin = origin
        self._findings: list[Finding] = []

    def entries(self, keep: Keep | None) -> Iterator[Entry]:
        sent, got = self._item["request"], self._item.get("response")
        url = recorded.without_surrogates(_url(sent))
        method = sent.get("method")
        if not isinstance(method, str):
            raise _NotAnInteraction("the interaction's request has no method")
        if keep is not None and not keep(url):
            yield SKIPPED
            return
        request = self._request(recorded.without_surrogates(method), url, sent)
        response = self._response(got) if isinstance(got, dict) else None
        yield from self._findings
        time = self._item.get("recorded_at")
        yield Exchange(request, response, self._origin, time if isinstance(time, str) else None)

    def _request(self, method: str, url: str, sent: dict[Any, Any]) -> Request:
        headers, dropped = self._headers(sent.get("headers"), "request")
        if dropped != _ALL:
            headers, _ = without_placeholders(headers)
            is_whole = any(name.lower() in _ALWAYS_SENT for name, _ in headers)
            dropped = _OFTEN_FILTERED if is_whole else _ALL
        body = self._body("request", sent["body"], headers) if "body" in sent else UNRECORDED
        return Request(method.upper(), url, headers, body, unrecorded_headers=dropped)

    def _response(self, got: dict[Any, Any]) -> Response:
        status = got.get("status", got.get("status_code"))
        if isinstance(status, dict):
            status = status.get("code")
        if isinstance(status, str) and status.isdecimal():
            status = int(status[:9])
        headers, dropped = self._headers(got.get("headers"), "response")
        key = "body" if "body" in got else "content"
        body = self._body("response", got[key], headers) if key in got else UNRECORDED
        headers = recorded.without_stale_encoding(headers, body)
        status = status if type(status) is int else None
        return Response(status, headers, body, unrecorded_headers=dropped | {"set-cookie"})

    def _body(self, side: str, value: Any, headers: Headers) -> Body:
        try:
            return _body(value, headers)
        except recorded.UnreadableBody as error:
            message = f"the {side}'s body cannot be read: {error}; it is not judged"
            self._findings.append(problem(unreadable_body, message, self._origin))
            return UNRECORDED

    def _headers(self, given: Any, side: str) -> tuple[Headers, frozenset[str]]:
        if given is None:
            return (), _ALL
        pairs, good = _pairs(given)
        if good:
            return pairs, frozenset()
        message = f"headers of the {side} are not all names with texts; the others are judged"
        self._findings.append(problem(unreadable_headers, message, self._origin))
        return pairs, _ALL


def _url(sent: dict[Any, Any]) -> str:
    uri = sent.get("uri", sent.get("url"))
    if isinstance(uri, str):
        return uri
    scheme, host, port, path = (sent.get(part) for part in ("protocol", "host", "port", "path"))
    if not isinstance(scheme, str) or not isinstance(host, str) or not isinstance(path, str):
        raise _NotAnInteraction("the interaction's request has no uri")
    return f"{scheme}://{host}{'' if port in (None, _DEFAULT_PORTS.get(scheme)) else f':{port}'}{path}"


def _body(value: Any, headers: Headers) -> Body:
    if isinstance(value, dict) and ("string" in value or "base64_string" in value):
        packed = value.get("base64_string")
        if isinstance(packed, (str, bytes)):
            return recorded.from_base64(packed if isinstance(packed, str) else packed.decode("ascii", "replace"))
        value = value.get("string")
    if value is None or value in ("", b""):
        return None
    if isinstance(value, str):
        return recorded.from_text(value)
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict) and isinstance(value.get("state"), list) and value["state"]:
        return _body(value["state"][0], headers)  # a BytesIO: its content, its position, nothing
    if isinstance(value, dict) and isinstance(value.get("args"), list) and value["args"]:
        value = value["args"][0]  # an iterator: its chunks
    if isinstance(value, list) and value and all(isinstance(part, (str, bytes)) for part in value):
        return b"".join(part if isinstance(part, bytes) else (recorded.from_text(part) or b"") for part in value)
    return _object(value, headers)


def _object(value: Any, headers: Headers) -> Body:
    """Return a body that a hook has decoded; how it travelled is for the Content-Type to say."""
    if _holds_tagged(value):
        raise recorded.UnreadableBody("it is an object of some program")
    kind = (header_value(headers, "content-type") or "").lower()
    if "json" in kind:
        return Document(value)
    if "x-www-form-urlencoded" in kind and isinstance(value, dict):
        pairs, good = _pairs(value)
        if good:
            return Form(pairs)
    return UNRECORDED


def _holds_tagged(value: Any) -> bool:
    rest = [value]
    while rest:
        inner = rest.pop()
        if isinstance(inner, (Tagged, bytes)):
            return True
        rest.extend(inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ())
    return False


def _pairs(given: Any) -> tuple[Headers, bool]:
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], list) and _is_list_of_lists(given[0]):
        given = given[0]  # a frozenset of tuples
    if isinstance(given, dict):
        items: list[Any] = [
            (name, value) for name, some in given.items() for value in (some if isinstance(some, list) else [some])
        ]
    elif isinstance(given, list):
        items = [_line(item) if isinstance(item, str) else item for item in given]
    else:
        return (), False
    pairs = []
    for item in items:
        if isinstance(item, (list, tuple)) and len(item) == 2:
            name, value = map(_text, item)
            if name is not None and value is not None:
                pairs.append((name, value))
    return tuple(pairs), len(pairs) == len(items)


def _is_list_of_lists(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(item, list) for item in value)


def _line(text: str) -> tuple[str, str] | None:
    name, colon, value = text.strip("\r\n").partition(":")
    return (name, value.strip()) if colon else None


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return recorded.without_surrogates(value) if isinstance(value, str) else None
