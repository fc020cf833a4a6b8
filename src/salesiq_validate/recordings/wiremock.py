"""WireMock: stub mappings, recorded or written by hand, one to a file or several under `mappings`.

    {"mappings": [{"request": {"url": "/api/v2/northwind-desk/departments", "method": "POST",
                               "headers": {"Accept": {"equalTo": "application/json"}},
                               "bodyPatterns": [{"equalToJson": "{...}", "ignoreExtraElements": true}]},
                   "response": {"status": 200, "headers": {...}, "jsonBody": {...}}}]}

A mapping describes a request and its answer. It names no server, so a request counts as SalesIQ's only if its path
is that of a documented resource, or if its body is one that SalesIQ sends to a bot. We do not check a pattern in place
of a URL or a body, because it matches many.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.contract.inbound import is_inbound
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers
from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Request, Response
from salesiq_validate.recordings.entry import SKIPPED
from salesiq_validate.recordings.form import SERVER, FileHead, RecordingForm
from salesiq_validate.recordings.message import (
    ALL_HEADERS,
    EntryReader,
    NoExchange,
    body_of_base64,
    body_of_text,
    read_objects,
    status_of,
    without_stale_encoding,
    without_surrogates,
)
from salesiq_validate.recordings.stream.json_array import ArrayReader
from salesiq_validate.recordings.stream.source import head_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Body
    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading
    from salesiq_validate.recordings.stream.json_span import JsonMembers

_URLS: Final = ("url", "urlPath")
_PATTERNS: Final = ("urlPattern", "urlPathPattern", "urlPathTemplate")
_REQUEST: Final = frozenset(
    {b"urlPath", b"urlPattern", b"urlPathPattern", b"urlPathTemplate", b"bodyPatterns", b"queryParameters"}
)
_RESPONSE: Final = frozenset(
    {b"jsonBody", b"bodyFileName", b"base64Body", b"proxyBaseUrl", b"transformers", b"fixedDelayMilliseconds", b"fault"}
)
_MAPPING: Final = frozenset({b"uuid", b"persistent", b"scenarioName", b"requiredScenarioState", b"insertionIndex"})
#: Members that the recorder sets, and that people who write a mapping do not.
_RECORDED: Final = frozenset({"persistent", "insertionIndex"})
_PATH: Final = (frozenset({b"mappings"}),)


def _is_wiremock(head: FileHead) -> bool:
    several = head.members.first(b"mappings")
    return _is_mapping(several) if several is not None else _is_mapping(head.members)


def _is_mapping(mapping: JsonMembers) -> bool:
    request, response = mapping.member(b"request"), mapping.member(b"response")
    if not request:
        return False
    names_url = not _REQUEST.isdisjoint(request) or request.get(b"url", b"").startswith(b'"/')
    shows = not _REQUEST.isdisjoint(request) or not _RESPONSE.isdisjoint(response) or not _MAPPING.isdisjoint(mapping)
    # Exchange JSON Lines may lack the server, too, but they do not spread an exchange over several lines.
    return names_url and (shows or b"\n" in mapping[b"request"])


def _read(blocks: Iterator[bytes], reading: Reading) -> Iterator[Entry]:
    start, blocks = head_of(blocks, lambda text: b"mappings" in FileHead(text).members)
    if b"mappings" not in FileHead(start).members:
        # A single mapping is read as a list of one.
        blocks = chain([b'{"mappings":['], _without_mark(blocks), [b"]}"])
    steps = ArrayReader(blocks, _PATH, longest=reading.limits.max_line_bytes)
    return read_objects(steps, "mapping", lambda origin, item: _Mapping(origin).entries(item, reading), reading)


WIREMOCK: Final = RecordingForm("wiremock", _is_wiremock, _read, is_kept=True)


@lru_cache(maxsize=1)
def _documented() -> Traffic:
    """Return the router for the API's paths, made only once because a folder may hold hundreds of mappings."""
    return Traffic(Router(all_operations(), Servers.load()))


def _without_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield next(blocks, b"").removeprefix(b"\xef\xbb\xbf")
    yield from blocks


class _Mapping(EntryReader):
    """One mapping while we turn it into an exchange."""

    def entries(self, item: dict[str, Any], reading: Reading) -> Iterator[Entry]:
        sent = item.get("request")
        if not isinstance(sent, dict):
            raise NoExchange("the mapping has no request")
        path = next((sent[name] for name in _URLS if isinstance(sent.get(name), str)), None)
        if path is None or not path.startswith("/") or any(name in sent for name in _PATTERNS):
            yield SKIPPED
            return
        target = without_surrogates(path + _query(sent.get("queryParameters"), path))
        url = SERVER + target
        method = sent.get("method", "ANY")
        is_wanted = reading.keep is None or (reading.keep(url) and _documented().names_resource(path))
        # Only a POST may be inbound.
        if not is_wanted and method != "POST":
            yield SKIPPED
            return
        headers = {name: text for name, given in _members(sent.get("headers")) if (text := _equal(given)) is not None}
        body = self.body("the request's body", _sent_body, sent, not _RECORDED.isdisjoint(item))
        pairs, _ = self.headers(headers, "request")
        got = item.get("response")
        response = self._response(got) if isinstance(got, dict) else None
        received = Request("POST", target, pairs, body, unrecorded_headers=ALL_HEADERS)
        if method == "POST" and is_inbound(received):
            yield Exchange(received, response, self.origin, direction="inbound")
            yield from self.findings
            return
        if not is_wanted:
            yield SKIPPED
            return
        if not isinstance(method, str) or method == "ANY":
            # Every request to this URL gets this answer.
            yield SKIPPED if response is None else Exchange(None, response, self.origin)
            return
        request = Request(without_surrogates(method).upper(), url, pairs, body, unrecorded_headers=ALL_HEADERS)
        yield Exchange(request, response, self.origin)
        yield from self.findings

    def _response(self, got: dict[str, Any]) -> Response | None:
        if "proxyBaseUrl" in got or "fault" in got:
            return None
        headers, dropped = self.headers(got.get("headers"), "response")
        body = self.body("the response's body", _answered_body, got)
        headers = without_stale_encoding(headers, body)
        return Response(status_of(got.get("status", 200)), headers, body, unrecorded_headers=dropped)


def _members(given: Any) -> list[tuple[str, Any]]:
    return list(given.items()) if isinstance(given, dict) else []


def _equal(given: Any) -> str | None:
    """Return the value that a pattern requires exactly, or None for any other pattern."""
    value = given.get("equalTo") if isinstance(given, dict) else None
    return value if isinstance(value, str) else None


def _query(given: Any, path: str) -> str:
    pairs = [(name, text) for name, some in _members(given) if (text := _equal(some)) is not None]
    return f"{'&' if '?' in path else '?'}{urlencode(pairs)}" if pairs else ""


def _sent_body(sent: dict[str, Any], is_recorded: object) -> Body:
    fields = [(name, _equal(given)) for name, given in _members(sent.get("formParameters"))]
    if fields:
        whole = [(name, text) for name, text in fields if text is not None]
        return Form(whole) if len(whole) == len(fields) else UNRECORDED
    patterns = sent.get("bodyPatterns")
    if not isinstance(patterns, list) or len(patterns) != 1 or not isinstance(patterns[0], dict):
        return UNRECORDED
    (pattern,) = patterns
    if "equalToJson" in pattern:
        value = pattern["equalToJson"]
        # A client may send more than a handwritten pattern lists; the recorder leaves out nothing.
        if pattern.get("ignoreExtraElements") is True and not is_recorded:
            return UNRECORDED
        if isinstance(value, str):
            return UNRECORDED if "${json-unit" in value else body_of_text(value)
        return Document(value)
    text = _equal(pattern)
    return UNRECORDED if text is None else body_of_text(text)


def _answered_body(got: dict[str, Any]) -> Body:
    if "bodyFileName" in got or "response-template" in str(got.get("transformers")):
        return UNRECORDED
    if "jsonBody" in got:
        return Document(got["jsonBody"])
    if isinstance(packed := got.get("base64Body"), str):
        return body_of_base64(packed)
    text = got.get("body")
    return body_of_text(text) if isinstance(text, str) else None if text is None else UNRECORDED
