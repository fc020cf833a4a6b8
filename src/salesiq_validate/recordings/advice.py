"""Advice on files in formats that we cannot read: it names the format and says how to check its traffic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesiq_validate.recordings.form import FileHead

_WRAPPER: Final = (
    '{"request": {"method": "GET", "url": "https://...", "headers": {}, "body": null}, '
    '"response": {"status": 200, "body": "..."}}'
)
_JSON_LINES: Final = f"write Exchange JSON Lines, one exchange per line: {_WRAPPER}"
_HAR: Final = "export as HAR"
_ACCESS_LOG: Final = re.compile(rb'^\S+ \S+ \S+ \[[^\]]+\] "[A-Z]+ ', re.MULTILINE)
_CURL: Final = re.compile(rb"^[<>*] |^(?:=> Send header|== Info:)", re.MULTILINE)


def advice_on(head: FileHead) -> str:
    """Return what kind of file this is, as far as its first bytes show it, and what to do with it."""
    for form, is_one in _FORMS.items():
        if is_one(head):
            return form
    what = "JSON, but not a HAR" if head.is_json else "not a HAR"
    return (
        f"it is {what}, VCR cassette, Postman collection, nock recording, WireMock mapping or Exchange JSON Lines; "
        f"export as HAR, or {_JSON_LINES}"
    )


def _has(*names: bytes) -> Callable[[FileHead], bool]:
    """Return a test for files whose first object has all of these members."""
    return lambda head: set(names) <= head.members.keys()


def _first_has(*names: bytes) -> Callable[[FileHead], bool]:
    """Return a test for files whose first element has all of these members."""
    return lambda head: set(names) <= head.first.keys()


def _is_envelope(head: FileHead) -> bool:
    return bool(head.members.member(b"error").keys() & {b"code", b"message"}) or _has(b"url", b"object", b"data")(head)


def _is_log(head: FileHead) -> bool:
    """Tell whether this is the log of a gateway or server, which stores requests in another shape."""
    for line in head.lines[:1]:
        if b"request" in line or {b"method", b"path"} <= line.keys() or {b"method", b"url"} <= line.keys():
            return True
        if b"request_method" in line or b"httpRequest" in line or b"RequestMethod" in line:
            return True
    return _ACCESS_LOG.search(head.text) is not None


#: The advice for each format, with the test that recognises the format; the first match counts.
_FORMS: Final[dict[str, Callable[[FileHead], bool]]] = {
    "it is a Postman collection v1; save it as v2.1 in Postman (Export, Collection v2.1)": lambda head: (
        _has(b"order", b"requests")(head) or _has(b"requests", b"folders")(head)
    ),
    "it is a Pact contract, which contains matchers instead of traffic; record the calls as HAR, or "
    + _JSON_LINES: _has(b"consumer", b"provider"),
    f"it is a Hoverfly simulation; record the calls as HAR, or {_JSON_LINES}": lambda head: (
        b"pairs" in head.members.member(b"data")
    ),
    f"it is a tape of talkback; record the calls as HAR, or {_JSON_LINES}": lambda head: (
        re.match(rb"\{\s*\"?meta\"?: \{", head.text) is not None
        and re.search(rb"^  ?\"?req\"?: \{", head.text, re.MULTILINE) is not None
    ),
    f"it is a workspace of Insomnia; {_HAR} (Export, HAR)": lambda head: (
        b"__export_format" in head.members or head.text.startswith(b"type: collection.insomnia")
    ),
    f"it is a collection of Thunder Client; {_JSON_LINES}": lambda head: head.members.get(b"client", b"").startswith(
        b'"Thunder Client'
    ),
    f"it is a collection of Hoppscotch; {_JSON_LINES}": lambda head: (
        _has(b"v", b"folders", b"requests")(head) or _first_has(b"folders", b"requests")(head)
    ),
    f"it is a request of Bruno; {_JSON_LINES}": lambda head: (
        head.text.startswith(b"meta {") or _has(b"environments", b"items", b"version")(head)
    ),
    f"it is a session of Charles; {_HAR} (File, Export Session, HTTP Archive)": lambda head: (
        _first_has(b"charles")(head)
        or _first_has(b"host", b"actualPort")(head)
        or (head.text.startswith(b"<?xml") and b"<charles-session" in head.text)
    ),
    f"it is an export of Burp; {_HAR}, with an extension for it, or {_JSON_LINES}": lambda head: (
        head.text.startswith(b"<?xml") and b"burpVersion" in head.text
    ),
    "it is a flow file of mitmproxy; export as HAR (mitmdump -nr FILE --set hardump=traffic.har)": lambda head: (
        re.match(rb"[0-9]+:[0-9]+:(?:version|client_conn|response|request|error|backup|type)", head.text) is not None
        or b";7:version;" in head.text[:200]
    ),
    f"it is a trace of OpenTelemetry, which has no bodies; {_JSON_LINES}": _has(b"resourceSpans"),
    f"it is an OpenAPI document, not traffic; record calls as HAR, or {_JSON_LINES}": lambda head: (
        b"openapi" in head.members
        or b"swagger" in head.members
        or re.match(rb"(?:openapi|swagger): ", head.text) is not None
    ),
    f"it is a result file of JMeter; {_JSON_LINES}": lambda head: (
        (head.text.startswith(b"<?xml") and b"<testResults" in head.text) or head.text.startswith(b"timeStamp,elapsed,")
    ),
    f"it is a capture of GoReplay; {_JSON_LINES}": lambda head: (
        re.match(rb"[123] [0-9a-f]{24,40} [0-9]+", head.text) is not None
    ),
    f"it is the verbose output of curl; {_JSON_LINES}": lambda head: (
        not head.is_json and _CURL.match(head.text) is not None
    ),
    'it is an answer alone; write on one line: {"request": null, "response": {"status": 200, "json": ...}}': (
        _is_envelope
    ),
    f"it is one exchange on several lines; write it on one line: {_WRAPPER}": lambda head: (
        b"url" in head.members.member(b"request") or b"status" in head.members.member(b"response")
    ),
    f"it is a log; {_JSON_LINES}": _is_log,
}
