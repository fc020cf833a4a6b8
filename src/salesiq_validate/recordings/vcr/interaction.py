"""One interaction of a cassette, in any shape that VCR and similar tools have written over the years.

Most have a `uri` and headers with lists of values. VCR.py before version 1 wrote a URL in parts and headers as tuples
and lines. For some years, its httpx cassettes had `content` and `status_code`. Go's tool writes `url`, a status as text
and a `code`; Elixir's `url` and `status_code`; R's `status.status_code`. EasyVCR writes capital letters and splits the
headers into two parts. cassetter writes a body by its type. Bodies are texts, bytes, `{"string": ...}`,
`{"base64_string": ...}`, chunks, or documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Origin, Request, Response, header_value
from salesiq_validate.recordings.entry import SKIPPED, problem
from salesiq_validate.recordings.message import (
    ALL_HEADERS,
    EntryReader,
    NoExchange,
    UnknownBody,
    UnreadableBody,
    body_of_base64,
    body_of_hex,
    body_of_text,
    pairs_of,
    status_of,
    without_stale_encoding,
    without_surrogates,
)
from salesiq_validate.recordings.placeholders import without_placeholders
from salesiq_validate.recordings.vcr.yaml_items import TaggedValue
from salesiq_validate.rules.reading import unreadable_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading

#: Headers that people remove with `filter_headers`.
_OFTEN_FILTERED: Final = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
#: Every HTTP library sends one of these; if all are missing, a hook has emptied the headers.
_ALWAYS_SENT: Final = frozenset({"user-agent", "accept", "accept-encoding", "host", "connection"})
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
#: Members that may hold a body, the most trustworthy first.
_BODIES: Final = ("body", "content", "parsed_body", "body_content", "body_type")
#: Members of an object that wraps a body; an object with any other member is itself the document.
_WRAPPING: Final = frozenset({"encoding", "base64", "raw_gzip", "compressed", "file", "bytes", "encrypted"})


def read_interaction(item: Any, origin: Origin, reading: Reading) -> Iterator[Entry]:
    """Read one interaction."""
    try:
        yield from _Interaction(origin).entries(_in_lower_case(item), reading)
    except NoExchange as error:
        yield problem(unreadable_entry, str(error), origin)


def _in_lower_case(item: Any) -> Any:
    """Return an interaction of EasyVCR in the usual shape; its keys are in C# style and its headers in two parts."""
    if not isinstance(item, dict) or not isinstance(item.get("Request"), dict):
        return item
    lowered = {name.lower(): value for name, value in item.items() if isinstance(name, str)}
    for side in ("request", "response"):
        if isinstance(message := lowered.get(side), dict):
            message = {name.lower(): value for name, value in message.items() if isinstance(name, str)}
            parts = [message.get(f"{side}headers"), message.get("contentheaders")]
            headers = {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}
            status = message.get("status")
            if isinstance(status, dict):
                message["status"] = {name.lower(): value for name, value in status.items() if isinstance(name, str)}
            lowered[side] = {**message, "headers": headers}
    return {**lowered, "recorded_at": lowered.get("recordedat")}


class _Interaction(EntryReader):
    """One interaction while we turn it into an exchange."""

    def entries(self, item: Any, reading: Reading) -> Iterator[Entry]:
        sent = item.get("request") if isinstance(item, dict) else None
        if not isinstance(sent, dict):
            raise NoExchange("the interaction has no request")
        url = without_surrogates(_url(sent))
        method, got = sent.get("method"), item.get("response")
        # Ruby writes the method as a symbol.
        method = method.removeprefix(":").upper() if isinstance(method, str) else method
        if not reading.may_want(method, url):
            yield SKIPPED
            return
        if not isinstance(method, str):
            raise NoExchange("the interaction's request has no method")
        request = self._request(without_surrogates(method), url, sent)
        direction = reading.direction_of(request)
        if direction is None:
            yield SKIPPED
            return
        response = self._response(got) if isinstance(got, dict) else None
        time = item.get("recorded_at")
        time = time if isinstance(time, str) else None
        yield Exchange(request, response, self.origin, time, direction=direction)
        yield from self.findings

    def _request(self, method: str, url: str, sent: dict[Any, Any]) -> Request:
        headers, dropped = self.headers(sent.get("headers"), "request")
        if dropped != ALL_HEADERS:
            headers, _ = without_placeholders(headers)
            is_whole = any(name.lower() in _ALWAYS_SENT for name, _ in headers)
            dropped = _OFTEN_FILTERED if is_whole else ALL_HEADERS
        body = self.body("the request's body", _body_of, sent, headers)
        return Request(method, url, headers, body, unrecorded_headers=dropped)

    def _response(self, got: dict[Any, Any]) -> Response:
        status = status_of(got.get("status", got.get("status_code")))
        headers, dropped = self.headers(got.get("headers"), "response")
        body = self.body("the response's body", _body_of, got, headers)
        headers = without_stale_encoding(headers, body)
        return Response(
            status or status_of(got.get("code")), headers, body, unrecorded_headers=dropped | {"set-cookie"}
        )


def _url(sent: dict[Any, Any]) -> str:
    uri = sent.get("uri", sent.get("url"))
    if isinstance(uri, str):
        return uri
    scheme, host, port, path = (sent.get(part) for part in ("protocol", "host", "port", "path"))
    if not isinstance(scheme, str) or not isinstance(host, str) or not isinstance(path, str):
        raise NoExchange("the interaction's request has no uri")
    return f"{scheme}://{host}{'' if port in (None, _DEFAULT_PORTS.get(scheme)) else f':{port}'}{path}"


def _body_of(message: dict[Any, Any], headers: Headers) -> Body:
    """Return the body of a message from any of its possible members."""
    key = next((key for key in _BODIES if key in message), None)
    if key is None:
        if any(isinstance(name, str) and "body" in name.lower() for name in message):
            raise UnknownBody("its key is not known")
        return UNRECORDED
    if key == "parsed_body":  # written by pydantic-ai's serializer for pytest-recording
        return None if message[key] is None else Document(message[key])
    if key in ("body_content", "body_type"):
        kind, content = message.get("body_type"), message.get("body_content")
        # TOML has no null, so the document is a text there.
        return _typed_body("text" if kind == "json" else kind, content)
    if message.get("binary") is True:  # ExVCR stores the body as Erlang writes it
        raise UnknownBody("it is an Erlang term")
    return _body(message[key], headers)


def _body(value: Any, headers: Headers) -> Body:
    if isinstance(value, dict) and ("string" in value or "base64_string" in value):
        packed = value.get("base64_string")
        if isinstance(packed, (str, bytes)):
            return body_of_base64(packed if isinstance(packed, str) else packed.decode("ascii", "replace"))
        value = value.get("string")
    if value is None or value in ("", b""):
        return None
    if isinstance(value, str):
        return body_of_text(value)
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict) and (value.keys() == {"type", "content"} or value == {"type": "none"}):
        return _typed_body(value["type"], value.get("content"))
    if isinstance(value, dict) and isinstance(value.get("state"), list) and value["state"]:
        return _body(value["state"][0], headers)  # a BytesIO: its content, its position, null
    if isinstance(value, dict) and isinstance(value.get("args"), list) and value["args"]:
        value = value["args"][0]  # an iterator: its chunks
    if isinstance(value, list) and value and all(isinstance(part, (str, bytes)) for part in value):
        return b"".join(part if isinstance(part, bytes) else (body_of_text(part) or b"") for part in value)
    return _object(value, headers)


def _typed_body(kind: Any, content: Any) -> Body:
    """Return a body of cassetter, which has a type and a content."""
    if kind == "none" or (kind == "text" and content in (None, "")):
        return None
    if kind == "json":
        return Document(content)
    if kind in ("text", "binary") and isinstance(content, str):
        return body_of_text(content) if kind == "text" else body_of_hex(content)
    raise UnknownBody("it is of a type that is not known")


def _object(value: Any, headers: Headers) -> Body:
    """Return a body that a hook has decoded; the Content-Type says how it was sent."""
    if _holds_tagged(value):
        raise UnreadableBody("it is a serialised object of a program")
    if isinstance(value, dict) and not _WRAPPING.isdisjoint(value):
        raise UnknownBody("its encoding is not known")
    kind = (header_value(headers, "content-type") or "").lower()
    if "json" in kind:
        return Document(value)
    if "x-www-form-urlencoded" in kind and isinstance(value, dict):
        pairs, is_whole = pairs_of(value)
        if is_whole:
            return Form(pairs)
    raise UnknownBody("it is decoded, but its Content-Type does not name the original format")


def _holds_tagged(value: Any) -> bool:
    rest = [value]
    while rest:
        inner = rest.pop()
        if isinstance(inner, (TaggedValue, bytes)):
            return True
        rest.extend(inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ())
    return False
