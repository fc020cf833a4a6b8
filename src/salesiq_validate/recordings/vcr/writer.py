"""Cassettes: exchanges written as VCR.py would, in YAML or JSON.

The YAML is written by hand, as block collections of double-quoted scalars, so that writing needs no package and no text
can be read as anything but a text.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.recordings.scrub.writer import NO_BASE64, is_lost, line_of, text_of

if TYPE_CHECKING:
    from salesiq_validate.exchange import Body, Exchange, Headers

#: What YAML's printable set leaves out, and the line breaks that it would fold.
_ESCAPED: Final = re.compile(
    '[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|["\\\\]'
)


class JsonCassetteWriter:
    """A cassette in JSON, one interaction in a line."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._begun = False

    def add(self, exchange: Exchange, faults: frozenset[str]) -> None:
        self._put(_interaction(exchange, faults))

    def add_unreadable(self) -> None:
        self._put({"request": None})

    def close(self) -> None:
        if not self._begun:
            self._sink.write(b'{"version": 1, "interactions": [')
        self._sink.write(b"\n]}\n")

    def _put(self, interaction: dict[str, Any]) -> None:
        self._sink.write(b",\n" if self._begun else b'{"version": 1, "interactions": [\n')
        self._sink.write(line_of(interaction))
        self._begun = True


class YamlCassetteWriter:
    """A cassette in YAML."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._begun = False

    def add(self, exchange: Exchange, faults: frozenset[str]) -> None:
        self._put(_interaction(exchange, faults, in_yaml=True))

    def add_unreadable(self) -> None:
        self._put({"request": None})

    def close(self) -> None:
        self._sink.write(b"version: 1\n" if self._begun else b"interactions: []\nversion: 1\n")

    def _put(self, interaction: dict[str, Any]) -> None:
        if not self._begun:
            self._sink.write(b"interactions:\n")
            self._begun = True
        lines = [f"  {line}" for line in _yaml_lines(interaction)] or ["  {}"]
        lines[0] = "-" + lines[0][1:]
        self._sink.write("".join(f"{line}\n" for line in lines).encode())


def _interaction(exchange: Exchange, faults: frozenset[str], *, in_yaml: bool = False) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    interaction: dict[str, Any] = {}
    if request is not None:
        sent = _body("body", request.body, faults, in_yaml=in_yaml)
        sent["headers"] = _headers(request.headers, request.unrecorded_headers, faults)
        interaction["request"] = {**sent, "method": request.method, "uri": request.url}
    if response is not None:
        got = _body("string", response.body, faults, in_yaml=in_yaml)
        got = {"body": got} if got else {}
        got["headers"] = _headers(response.headers, response.unrecorded_headers, faults)
        interaction["response"] = {**got, "status": {"code": response.status, "message": ""}}
    if exchange.time is not None:
        interaction["recorded_at"] = exchange.time
    return interaction


def _headers(headers: Headers, dropped: frozenset[str], faults: frozenset[str]) -> Any:
    if "*" in dropped and "SIQ006" in faults:
        return [*([name, value] for name, value in headers), None]
    if "*" in dropped and not headers:
        return None
    names: dict[str, list[str]] = {}
    for name, value in headers:
        names.setdefault(name, []).append(value)
    return names


def _body(key: str, body: Body, faults: frozenset[str], *, in_yaml: bool) -> dict[str, Any]:
    if is_lost(body, faults):
        return {"body": {"base64_string": NO_BASE64}} if key == "body" else {"base64_string": NO_BASE64}
    if body is UNRECORDED:
        return {}
    if in_yaml and isinstance(body, bytes):
        try:
            return {key: body.decode()}
        except UnicodeDecodeError:
            return {key: body}
    text, packed = text_of(body)
    if packed:
        return {key: {"base64_string": text}} if key == "body" else {"base64_string": text}
    return {key: text or ("" if key == "string" else None)}


def _yaml_lines(value: Any) -> list[str]:
    """Return the lines of a mapping or sequence that is not empty."""
    lines = []
    items = [(f"{_yaml_text(name)}:", inner) for name, inner in value.items()] if isinstance(value, dict) else []
    items = items or [("-", inner) for inner in value]
    for start, inner in items:
        if isinstance(inner, (dict, list)) and inner:
            lines.append(start)
            lines.extend(f"  {line}" for line in _yaml_lines(inner))
        else:
            lines.append(f"{start} {_yaml_scalar(inner)}")
    return lines


def _yaml_scalar(value: Any) -> str:
    if isinstance(value, str):
        return _yaml_text(value)
    if isinstance(value, bytes):
        return f'!!binary "{base64.b64encode(value).decode("ascii")}"'
    return json.dumps(value)


def _yaml_text(text: str) -> str:
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return "\\" + character if character in '"\\' else f"\\u{ord(character):04x}"
