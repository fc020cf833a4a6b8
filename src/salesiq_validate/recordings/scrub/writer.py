"""Writers: write exchanges in the format of a recording, and nothing else.

Writers drop the original's lists of cookies, call stacks, timings and comments, because no check reads them. A writer
also takes the findings that a reader made on an entry and writes the same fault again, so that the rewritten recording
gives the same findings as the original.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, TypeAlias

from salesiq_validate.exchange import UNRECORDED, Document, Form
from salesiq_validate.recordings import jsonl
from salesiq_validate.rules.reading import two_bodies, unreadable_body, unreadable_headers, unresolved_variable
from salesiq_validate.rules.registry import RULE_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesiq_validate.exchange import Body, Exchange, Headers, Response
    from salesiq_validate.finding import Finding, Rule

#: Rules that an entry broke and whose breach a writer can write again.
Faults: TypeAlias = "frozenset[Rule]"
TWO_BODIES: Final = RULE_OF[two_bodies]
LOST_BODY: Final = RULE_OF[unreadable_body]
LOST_HEADERS: Final = RULE_OF[unreadable_headers]
VARIABLE: Final = RULE_OF[unresolved_variable]
#: Takes the place of a text that should have been base64 and was not.
NO_BASE64: Final = "&"


class Writer(Protocol):
    """Writes one recording."""

    def __init__(self, sink: BinaryIO) -> None: ...

    def add(self, exchange: Exchange, faults: Faults) -> None:
        """Write an exchange, with the rules that its entry broke."""

    def add_unreadable(self) -> None:
        """Write an entry that cannot be read."""

    def close(self) -> None:
        """Write the end of the recording; the sink stays open."""


def faults_of(findings: Sequence[Finding]) -> Faults:
    """Return the rules that readers found to be broken."""
    return frozenset(finding.rule for finding in findings)


def _line_of(value: object) -> bytes:
    """Return a value as one line of JSON without a line feed, in UTF-8 if UTF-8 can express it."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def text_of(body: Body) -> tuple[str | None, bool]:
    """Return a body as a text, and whether the text is base64; None for no body."""
    if body is None or body is UNRECORDED or body == b"":
        return None, False
    if isinstance(body, Document):
        return json.dumps(body.value), False
    if isinstance(body, Form):
        from urllib.parse import urlencode

        return urlencode(body.fields) or None, False
    assert isinstance(body, bytes)
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), True


def milliseconds(seconds: float | None) -> float:
    """Return how long an answer took, as recorders write it; 0 if unknown."""
    return 0 if seconds is None else round(seconds * 1_000, 3)


def is_lost(body: Body, faults: Faults) -> bool:
    """Tell whether a body is the unreadable one."""
    return body is UNRECORDED and LOST_BODY in faults


class JsonlWriter:
    """Exchange JSON Lines."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink

    def add(self, exchange: Exchange, faults: Faults) -> None:
        line = jsonl.write(exchange)
        if faults & {TWO_BODIES, LOST_BODY, LOST_HEADERS}:
            line = _line_of(_with_faults(json.loads(line), faults)) + b"\n"
        self._sink.write(line)

    def add_unreadable(self) -> None:
        # This name shows the format even if no line can be read.
        self._sink.write(b'{"request": {"url": 0}}\n')

    def close(self) -> None:
        pass


def _with_faults(item: dict[str, Any], faults: Faults) -> dict[str, Any]:
    sides = [side for side in (item["request"], item["response"]) if side is not None]
    for side in sides:
        bare = not any(key in side for key in ("body", "body_base64", "json", "form"))
        if bare and TWO_BODIES in faults:
            side.update(body=None, json=None)
        elif bare and LOST_BODY in faults:
            side["body_base64"] = NO_BASE64
    if LOST_HEADERS in faults:
        lost = [side for side in sides if "headers" not in side] or sides
        pairs = lost[0].get("headers", [])
        lost[0]["headers"] = [*(pairs.items() if isinstance(pairs, dict) else pairs), None]
    return item


class JsonItems:
    """A JSON document with a growing list, one item on each line.

    Arguments:
        head: the text before the items; it may change until the first item comes.
        tail: the text after the items.
    """

    def __init__(self, sink: BinaryIO, head: bytes, tail: bytes) -> None:
        self._sink = sink
        self.head = head
        self._tail = tail
        self._begun = False

    def put(self, item: object) -> None:
        self._sink.write((b",\n" if self._begun else self.head + b"\n") + _line_of(item))
        self._begun = True

    def close(self) -> None:
        self._sink.write((b"" if self._begun else self.head) + b"\n" + self._tail + b"\n")


class HarWriter:
    """HAR 1.2, one entry on each line."""

    def __init__(self, sink: BinaryIO, *, is_stripped: bool = False) -> None:
        self._items = JsonItems(sink, _har_head(is_stripped=is_stripped), b"]}}")

    def add(self, exchange: Exchange, faults: Faults) -> None:
        if exchange.request is not None and "authorization" in exchange.request.unrecorded_headers:
            self._items.head = _har_head(is_stripped=True)
        self._items.put(_har_entry(exchange, faults))

    def add_unreadable(self) -> None:
        self._items.put(None)

    def close(self) -> None:
        self._items.close()


def _har_head(*, is_stripped: bool) -> bytes:
    # From this name the reader knows that Chrome has left credentials out.
    creator = {"name": "WebInspector" if is_stripped else "salesiq-validate", "version": ""}
    return b'{"log": {"version": "1.2", "creator": ' + _line_of(creator) + b', "entries": ['


def _har_entry(exchange: Exchange, faults: Faults) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    took = milliseconds(exchange.seconds)
    entry: dict[str, Any] = {"startedDateTime": exchange.time, "time": took, "cache": {}, "timings": {}}
    if request is not None:
        sent: dict[str, Any] = {"method": request.method, "url": request.url, "httpVersion": "HTTP/1.1", "cookies": []}
        sent |= _har_headers(request.headers, request.unrecorded_headers, faults)
        text, packed = text_of(request.body)
        sent |= {
            "queryString": [],
            "headersSize": -1,
            "bodySize": 0 if text is None and request.body is not UNRECORDED else -1,
        }
        if is_lost(request.body, faults):
            sent["postData"] = {"mimeType": "", "text": NO_BASE64, "encoding": "base64"}
        elif isinstance(request.body, Form):
            params = [{"name": name, "value": value} for name, value in request.body.fields]
            sent["postData"] = {"mimeType": "application/x-www-form-urlencoded", "params": params}
        elif text is not None:
            kind = next((value for name, value in request.headers if name.lower() == "content-type"), "")
            sent["postData"] = {"mimeType": kind, "text": text, **({"encoding": "base64"} if packed else {})}
        entry["request"] = sent
    entry["response"] = {"status": 0} if response is None else _har_response(response, faults)
    return entry


def _har_response(response: Response, faults: Faults) -> dict[str, Any]:
    text, packed = text_of(response.body)
    size = 0 if response.body is None else -1
    content: dict[str, Any] = {"size": size, "mimeType": ""}
    if is_lost(response.body, faults):
        content |= {"text": NO_BASE64, "encoding": "base64"}
    elif text is not None:
        content |= {"text": text, **({"encoding": "base64"} if packed else {})}
    got: dict[str, Any] = {"status": response.status, "statusText": "", "httpVersion": "HTTP/1.1", "cookies": []}
    got |= _har_headers(response.headers, response.unrecorded_headers, faults)
    return got | {"content": content, "redirectURL": "", "headersSize": -1, "bodySize": size}


def _har_headers(headers: Headers, dropped: frozenset[str], faults: Faults) -> dict[str, Any]:
    if "*" in dropped:
        if LOST_HEADERS in faults:
            return {"headers": [*({"name": name, "value": value} for name, value in headers), None]}
        if not headers:
            return {}
    return {"headers": [{"name": name, "value": value} for name, value in headers]}


class PostmanWriter:
    """A Postman collection v2.1, flat."""

    def __init__(self, sink: BinaryIO) -> None:
        info = {"name": "", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
        self._items = JsonItems(sink, b'{"info": ' + _line_of(info) + b', "item": [', b"]}")

    def add(self, exchange: Exchange, faults: Faults) -> None:
        request, response = exchange.request, exchange.response
        item: dict[str, Any] = {"name": ""}
        if request is not None:
            item["request"] = {
                "method": request.method,
                "header": _postman_headers(request.headers),
                "body": _postman_body(request.body, faults),
                "url": {"raw": request.url},
            }
        elif VARIABLE in faults:
            # An answer alone was kept only because its server was known.
            server = "https://salesiq.zoho.com" if response is not None else "{{variable}}"
            item["request"] = {"method": "GET", "url": {"raw": server + "/api/v2/{{variable}}/departments"}}
        if response is not None:
            text, packed = text_of(response.body)
            example = {"name": "", "code": response.status, "header": _postman_headers(response.headers)}
            is_known = not packed and response.body is not UNRECORDED
            took = {} if exchange.seconds is None else {"responseTime": milliseconds(exchange.seconds)}
            item["response"] = [{**example, **took, **({"body": text} if is_known else {})}]
        self._items.put(item)

    def add_unreadable(self) -> None:
        self._items.put(None)

    def close(self) -> None:
        self._items.close()


def _postman_headers(headers: Headers) -> list[dict[str, str]]:
    return [{"key": name, "value": value} for name, value in headers]


def _postman_body(body: Body, faults: Faults) -> dict[str, Any] | None:
    if isinstance(body, Form):
        fields = [{"key": name, "value": value} for name, value in body.fields]
        return {"mode": "urlencoded", "urlencoded": fields}
    if body is UNRECORDED:
        return {"mode": "raw", "raw": "{{variable}}"} if VARIABLE in faults else {"mode": "file"}
    text, packed = text_of(body)
    if text is None:
        return None
    return {"mode": "file"} if packed else {"mode": "raw", "raw": text}
