"""Answers: the response that SalesIQ would give to a judged request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote

from salesiq_validate.decode import json_fast
from salesiq_validate.exchange import Response
from salesiq_validate.finding import SalesIQError, Side
from salesiq_validate.rules.reading import body_not_judged
from salesiq_validate.server import paging
from salesiq_validate.server.description import Description
from salesiq_validate.server.made_up import UNMADE, MadeUp

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation, Schema
    from salesiq_validate.exchange import Request
    from salesiq_validate.finding import Report
    from salesiq_validate.validator import Validator

#: What a body gets that hits a limit or cannot be unpacked: "the input stream is invalid or absent".
NOT_JUDGED: Final = 1015
HEADERS: Final = (("Content-Type", "application/json;charset=UTF-8"),)
#: Larger bodies are not read once more for values to repeat.
_REPEATED: Final = 65_536


class Answers:
    """Answers requests to one portal that remembers nothing; safe to share between threads.

    Arguments:
        validator: whose operations and error codes there are.
        seed: another one makes other data.
        refusal_status: the HTTP status of refusals.
    """

    def __init__(self, validator: Validator, *, seed: int = 0, refusal_status: int = 200) -> None:
        self._validator = validator
        self._operations = {operation.id: operation for operation in validator.operations}
        self._made_up = MadeUp(seed)
        self._refusal_status = refusal_status
        self._descriptions: dict[str, Description] = {}

    def answer(self, request: Request, report: Report) -> Response:
        """Answer a request that was judged, its URL with a documented server."""
        error = self.refusal_of(request, report)
        if error is not None:
            return self.refusal(error.as_envelope())
        assert report.operation is not None
        return self._success(request, self._operations[report.operation])

    def refusal_of(self, request: Request, report: Report) -> SalesIQError | None:
        """Return the error that a request earns, None for one that SalesIQ would accept.

        A path or method that no page shows is only inferred to be wrong, which is a warning; a stand-in has nothing to
        answer there, so it refuses all the same. So it does with a body that was not judged, of which a success would
        say that it is right.
        """
        if report.reply is None and any(finding.rule.code == body_not_judged.CODE for finding in report.findings):
            return self._validator.errors.error(NOT_JUDGED)
        operation = self._operations.get(report.operation or "")
        if report.reply is not None or (operation is not None and operation.method == request.method):
            return report.reply
        likely = (
            finding.error
            for finding in report.findings
            if finding.side is Side.REQUEST and finding.where == "url" and finding.error is not None
        )
        return next(likely, None) or self._validator.errors.error(1006)

    def refusal(self, envelope: Mapping[str, Any]) -> Response:
        """Return a refusal as it travels."""
        return Response(self._refusal_status, HEADERS, _text(envelope))

    def description_of(self, operation: Operation) -> Description:
        """Return how an operation answers; prepared when it is first asked for."""
        found = self._descriptions.get(operation.id)
        if found is None:
            found = Description.of(operation, self._validator.operations)
            self._descriptions[operation.id] = found
        return found

    def _success(self, request: Request, operation: Operation) -> Response:
        if operation.empty_response:
            return Response(200)
        described = self.description_of(operation)
        url, _, query = request.url.partition("#")[0].partition("?")
        path = "/" + url.split("/", 3)[3]
        data = self._data(described, path, request, dict(parse_qsl(query, keep_blank_values=True)))
        envelope: dict[str, Any] = {"data": data}
        if not operation.bare_answer:
            is_list = isinstance(data, list)
            kind = operation.objects[0] if operation.objects else "list" if is_list else operation.resource
            envelope = {"url": path, "object": kind, "data": data}
            for key in described.envelope_keys:
                # Promised for lists that are read; shown elsewhere too, which is a note in a report.
                if key == "total":
                    envelope[key] = paging.total_of(operation) if operation.method == "GET" else len(data)
                elif key != "sync_time" or (is_list and operation.method == "GET"):
                    envelope[key] = self._made_up.value({"x-salesiq-format": "epoch_ms"}, path, key)
        return Response(200, HEADERS, _text(envelope))

    def _data(self, described: Description, path: str, request: Request, query: Mapping[str, str]) -> Any:
        operation, schema = described.operation, described.data
        if schema is None:
            return [] if "list" in operation.objects else {}
        holes = {name: unquote(text) for name, text in described.holes(path).items()}
        known: dict[str, Any] = {}
        if request.method != "GET":
            known = _repeated(described, request)
        if schema.get("type") == "array":
            data: Any = self._items(described, path, {**holes, **known}, query)
        else:
            thing = path if request.method == "GET" else f"{path} {self._made_up.number(request.body)}"
            if described.id_name is not None and described.id_name in holes:
                thing = holes[described.id_name]
                known["id"] = thing
            known |= {name: text for name, text in holes.items() if name in schema.get("properties", {})}
            if "properties" in schema:
                data = self._made_up.members(schema, thing, known=_typed(known, schema))
            else:
                data = self._made_up.value(schema, thing)
        if data is UNMADE or (described.judge is not None and not described.judge.is_valid(data)):
            # Only a description of the user's own can ask for more than is made up here.
            return [] if schema.get("type") == "array" else {}
        return data

    def _items(
        self, described: Description, path: str, known: Mapping[str, Any], query: Mapping[str, str]
    ) -> list[Any]:
        schema = described.data or {}
        items: Schema | None = schema.get("items")
        if items is None:
            # What is in such a list nobody knows.
            return []
        operation, made = described.operation, []
        positions = paging.page_of(operation, query) if operation.method == "GET" else range(1)
        for position in positions:
            thing = f"{path}#{position}"
            if "properties" in items:
                made.append(self._made_up.members(items, thing, known=_typed(known, items)))
            else:
                made.append(self._made_up.value(items, thing))
        return [value for value in made if value is not UNMADE]


def _repeated(described: Description, request: Request) -> dict[str, Any]:
    """Return what a client sent and the answer shows under the same name, where it is of the shown type."""
    body = request.body
    if not described.members or not isinstance(body, bytes) or len(body) > _REPEATED:
        return {}
    try:
        sent = json_fast.loads(body)
    except (ValueError, RecursionError):
        # A form, or JSON that was accepted with a finding.
        return {}
    if not isinstance(sent, dict):
        return {}
    return {
        name: sent[name] for name, judge in described.members.items() if name in sent and judge.is_valid(sent[name])
    }


def _typed(known: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Return ids of the path as the numbers that some descriptions show."""
    listed = schema.get("properties", {})
    typed = {}
    for name, value in known.items():
        kind = listed.get(name, {}).get("x-salesiq-shown-type", "string")
        is_number = kind in {"integer", "number"} and isinstance(value, str) and value.isascii() and value.isdigit()
        typed[name] = int(value) if is_number and len(value) < 19 else value
    return typed


def _text(envelope: Mapping[str, Any]) -> bytes:
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
