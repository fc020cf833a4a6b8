"""The other ways into the pipeline: pre-flight and a client's hook, over the lines of the corpus."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from tests.golden.net import CORPUS, EXAMPLES, Place, Reports, line_of, row_of

from salesiq_validate import Exchange, Report, Request, Response, Validator
from salesiq_validate.clients.hook import Hook
from salesiq_validate.clients.requests import install
from salesiq_validate.finding import Side

RECORDINGS = [
    *(CORPUS / name for name in ("pages.jsonl", "hostile.jsonl", "drawn.jsonl.gz")),
    EXAMPLES / "support-desk.jsonl",
]
#: What recordings and hooks pass over, since nothing says that it is a call; pre-flight judges whatever it is given.
NO_CALLS = frozenset({"carrier", "URL: another host"})


class Call(NamedTuple):
    """One line of the corpus that says all of its messages, as values that a client has."""

    recording: str
    id: str
    method: str | None
    url: str
    headers: list[tuple[str, str]]
    body: bytes | None
    #: Status, headers and body.
    answer: tuple[int, list[tuple[str, str]], bytes | None] | None

    @property
    def place(self) -> Place:
        return self.recording, self.id

    @property
    def request(self) -> Request | None:
        return None if self.method is None else Request(self.method, self.url, self.headers, self.body)

    @property
    def response(self) -> Response | None:
        return None if self.answer is None else Response(*self.answer)

    @property
    def document(self) -> Any:
        """The body as a client has it that sets `json=`; ... without a body.

        Raises:
            ValueError: it holds what a document cannot say, or is no JSON.
        """
        if self.body is None:
            return ...
        return json.loads(
            self.body.decode(), object_pairs_hook=_without_duplicates, parse_int=_of_64_bits, parse_constant=_refuse
        )


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _of_64_bits(digits: str) -> int:
    if -(2**63) <= (number := int(digits)) < 2**64:
        return number
    raise ValueError("an integer beyond 64 bits")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def calls() -> list[Call]:
    """The lines of the corpus that hold headers and bodies; what was not recorded, no client could have sent."""
    return [call for path in RECORDINGS for call in _calls_of(path)]


def _calls_of(path: Path) -> Iterator[Call]:
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines():
        try:
            written = json.loads(line)
        except ValueError:
            continue
        messages = [written[key] for key in ("request", "response") if written.get(key)]
        request, response = written.get("request"), written.get("response")
        # SIQ0xx are about what a recording holds and no client sends.
        if written["id"].startswith("SIQ0") or written["id"] in NO_CALLS or not all(map(_is_whole, messages)):
            continue
        # Recordings alone pass over what a browser asks before it sends, where not even the URL speaks of an API.
        if request and request["method"] == "OPTIONS" and "/api/" not in request["url"]:
            continue
        method, url, headers, body = None, "", [], None
        if request:
            method, url, headers, body = request["method"], request["url"], _headers(request), _body(request)
        answer = (response["status"], _headers(response), _body(response)) if response else None
        yield Call(path.name, written["id"], method, url, headers, body, answer)


def _is_whole(message: dict[str, Any]) -> bool:
    return isinstance(message.get("headers"), dict | list) and len(_BODIES & message.keys()) == 1


_BODIES = {"body", "body_base64", "json"}


def _headers(message: dict[str, Any]) -> list[tuple[str, str]]:
    headers = message["headers"]
    return list(headers.items()) if isinstance(headers, dict) else [(name, value) for name, value in headers]


def _body(message: dict[str, Any]) -> bytes | None:
    if "json" in message:
        return json.dumps(message["json"], ensure_ascii=False).encode()
    if "body_base64" in message:
        return base64.b64decode(message["body_base64"])
    return message["body"].encode("utf-8", "surrogatepass") if message["body"] else None


def _lines(report: Report) -> list[str]:
    return [line_of(row_of(finding, is_reply=finding is report.reply_finding)) for finding in report.findings]


def by_check(calls: list[Call], validator: Validator) -> Reports:
    """`Validator.check`."""
    return {call.place: _lines(validator.check(Exchange(call.request, call.response))) for call in calls}


def with_names(calls: list[Call], validator: Validator) -> Reports:
    """`Validator.check`, with every name of a request shown, as pre-flight shows them to whoever wrote it."""
    found: Reports = {}
    for call in calls:
        report = validator.check(Exchange(call.request, call.response))
        named = zip(report.findings, report.with_all_names().findings, strict=True)
        found[call.place] = [
            line_of(row_of(shown if plain.side is Side.REQUEST else plain, is_reply=plain is report.reply_finding))
            for plain, shown in named
        ]
    return found


def by_preflight(calls: list[Call], validator: Validator) -> Reports:
    """`check_request` and `check_response`, with the text of a body."""
    found: Reports = {}
    for call in calls:
        lines = []
        if call.method is not None:
            content = ... if call.body is None else call.body
            lines += _lines(validator.check_request(call.method, call.url, headers=call.headers, content=content))
        if call.answer is not None:
            status, headers, body = call.answer
            content = ... if body is None else body
            report = validator.check_response(status, headers=headers, content=content, request=call.request)
            lines += _lines(report)
        found[call.place] = lines
    return found


def by_objects(calls: list[Call], validator: Validator) -> Reports:
    """`check_request` with a dict of headers and a decoded body, as most clients call it."""
    found: Reports = {}
    for call in calls:
        assert call.method is not None
        report = validator.check_request(call.method, call.url, headers=dict(call.headers), json=call.document)
        found[call.place] = _lines(report)
    return found


def by_hook(calls: list[Call], validator: Validator) -> Reports:
    """A hook in a session of requests, whose server answers what was recorded."""
    found: Reports = {}
    hook = Hook(validator, mode="collect")
    with requests.Session() as session:
        # A session knows http and https by itself; the URLs of the corpus are worse.
        session.adapters.clear()
        session.mount("", adapter := Recorded())
        with install(session, hook):
            for call in calls:
                assert call.method is not None
                request = requests.PreparedRequest()
                request.method, request.url, request.body = call.method, call.url, call.body
                request.headers = CaseInsensitiveDict(call.headers)
                adapter.answer = call.answer
                try:
                    session.send(request, allow_redirects=False)
                except requests.ConnectionError:
                    assert call.answer is None
                lines = [line for _, report in hook.collected for line in _lines(report)]
                found[call.place] = lines
                hook.collected.clear()
    return found


class Recorded(BaseAdapter):
    """A server that gives one answer, or none."""

    answer: tuple[int, list[tuple[str, str]], bytes | None] | None = None

    def send(self, request, **_options):
        if self.answer is None:
            raise requests.ConnectionError
        response = requests.Response()
        response.status_code, headers, response._content = self.answer[0], self.answer[1], self.answer[2] or b""
        response.headers = CaseInsensitiveDict(headers)
        response.request, response.url = request, request.url
        return response

    def close(self):
        pass
