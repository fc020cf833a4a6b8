"""Cassettes: writes exchanges as VCR.py would, in YAML or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.recordings.scrub.writer import LOST_HEADERS, NO_BASE64, JsonItems, is_lost, text_of

if TYPE_CHECKING:
    from salesiq_validate.exchange import Body, Exchange, Headers
    from salesiq_validate.recordings.scrub.writer import Faults


class JsonCassetteWriter:
    """A cassette in JSON, one interaction on each line."""

    def __init__(self, sink: BinaryIO) -> None:
        self._items = JsonItems(sink, b'{"version": 1, "interactions": [', b"]}")

    def add(self, exchange: Exchange, faults: Faults) -> None:
        self._items.put(_interaction(exchange, faults))

    def add_unreadable(self) -> None:
        self._items.put({"request": None})

    def close(self) -> None:
        self._items.close()


class YamlCassetteWriter:
    """A cassette in YAML."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._begun = False

    def add(self, exchange: Exchange, faults: Faults) -> None:
        self._put(_interaction(exchange, faults, in_yaml=True))

    def add_unreadable(self) -> None:
        self._put({"request": None})

    def close(self) -> None:
        self._sink.write(b"version: 1\n" if self._begun else b"interactions: []\nversion: 1\n")

    def _put(self, interaction: dict[str, Any]) -> None:
        if not self._begun:
            self._sink.write(b"interactions:\n")
            self._begun = True
        from salesiq_validate.export.yaml import as_yaml  # imports the exporters, which no other format needs

        self._sink.write(as_yaml([interaction]).encode())


def _interaction(exchange: Exchange, faults: Faults, *, in_yaml: bool = False) -> dict[str, Any]:
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


def _headers(headers: Headers, dropped: frozenset[str], faults: Faults) -> Any:
    if "*" in dropped and LOST_HEADERS in faults:
        return [*([name, value] for name, value in headers), None]
    if "*" in dropped and not headers:
        return None
    names: dict[str, list[str]] = {}
    for name, value in headers:
        names.setdefault(name, []).append(value)
    return names


def _body(key: str, body: Body, faults: Faults, *, in_yaml: bool) -> dict[str, Any]:
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
