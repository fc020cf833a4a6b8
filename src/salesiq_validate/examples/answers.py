"""ExampleAnswers: successful answers of a made-up portal that remembers nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote

from salesiq_validate.decode import json_fast
from salesiq_validate.examples import paging
from salesiq_validate.examples.description import Description
from salesiq_validate.examples.requests import example_request
from salesiq_validate.examples.values import UNMADE, ExampleValues
from salesiq_validate.exchange import Request

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation, Schema

#: Larger bodies are not read again to find values to repeat.
_REPEATED: Final = 65_536


class ExampleAnswers:
    """Makes the answers of one portal; safe to share between threads.

    Arguments:
        operations: all operations.
        seed: a different seed makes different data; None makes the plainest.
    """

    def __init__(self, operations: Iterable[Operation], *, seed: int | None = 0) -> None:
        self._operations = tuple(operations)
        self._values = ExampleValues(seed)
        self._descriptions: dict[str, Description] = {}

    def success(self, request: Request, operation: Operation) -> dict[str, Any] | None:
        """Return the envelope of a success; None if a page says that it has no body.

        Arguments:
            request: a valid request to a documented server.
            operation: the operation that it calls.
        """
        if operation.empty_response:
            return None
        described = self._description_of(operation)
        url, _, query = request.url.partition("#")[0].partition("?")
        path = "/" + url.split("/", 3)[3]
        data = self._data(described, path, request, dict(parse_qsl(query, keep_blank_values=True)))
        envelope: dict[str, Any] = {"data": data}
        if not operation.bare_answer:
            is_list = isinstance(data, list)
            kind = operation.objects[0] if operation.objects else "list" if is_list else operation.resource
            envelope = {"url": path, "object": kind, "data": data}
            for key in described.envelope_keys:
                # Promised only for lists that are read; pages show it elsewhere too, and a report notes that.
                if key == "total":
                    envelope[key] = paging.total_of(operation) if operation.method == "GET" else len(data)
                elif key != "sync_time" or (is_list and operation.method == "GET"):
                    envelope[key] = self._values.value({"x-salesiq-format": "epoch_ms"}, path, key)
        return envelope

    def example(self, operation: Operation) -> dict[str, Any] | None:
        """Return the success for an operation's example request; a list has one item.

        Return None if the answer has no body, or if no page shows the operation's path.
        """
        asked = example_request(operation)
        if asked is None:
            return None
        # Without the body: an answer may show sent values in types that the request does not have.
        answer = self.success(Request(asked.method, asked.url, asked.headers), operation)
        if answer is not None and isinstance(answer.get("data"), list):
            # One item says as much as a page of twenty.
            answer["data"] = answer["data"][:1]
        return answer

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
            thing = path if request.method == "GET" else f"{path} {self._values.number(request.body)}"
            if described.id_name is not None and described.id_name in holes:
                thing = holes[described.id_name]
                known["id"] = thing
            known |= {name: text for name, text in holes.items() if name in schema.get("properties", {})}
            if "properties" in schema:
                data = self._values.members(schema, thing, known=_typed(known, schema))
            else:
                data = self._values.value(schema, thing)
        if data is UNMADE or (described.judge is not None and not described.judge.is_valid(data)):
            # Only a user's own description can require more than this code makes up.
            return [] if schema.get("type") == "array" else {}
        return data

    def _items(
        self, described: Description, path: str, known: Mapping[str, Any], query: Mapping[str, str]
    ) -> list[Any]:
        schema = described.data or {}
        items: Schema | None = schema.get("items")
        if items is None:
            # The items of such a list are not known.
            return []
        operation, made = described.operation, []
        positions = paging.page_of(operation, query) if operation.method == "GET" else range(1)
        for position in positions:
            thing = f"{path}#{position}"
            if "properties" in items:
                made.append(self._values.members(items, thing, known=_typed(known, items)))
            else:
                made.append(self._values.value(items, thing))
        return [value for value in made if value is not UNMADE]

    def _description_of(self, operation: Operation) -> Description:
        found = self._descriptions.get(operation.id)
        if found is None:
            found = Description.of(operation, self._operations)
            self._descriptions[operation.id] = found
        return found


def _repeated(described: Description, request: Request) -> dict[str, Any]:
    """Return values that the client sent and that the answer shows under the same name, if they have the shown type."""
    body = request.body
    if not described.members or not isinstance(body, bytes) or len(body) > _REPEATED:
        return {}
    try:
        sent = json_fast.loads(body)
    except (ValueError, RecursionError):
        # The body is a form, or JSON that was accepted with a finding.
        return {}
    if not isinstance(sent, dict):
        return {}
    return {
        name: _shown(sent[name], described.shown[name])
        for name, judge in described.members.items()
        if name in sent and judge.is_valid(sent[name])
    }


def _shown(value: Any, schema: Schema) -> Any:
    """Return a value without the members that only a request may have."""
    if isinstance(value, list):
        return [_shown(item, schema.get("items", {})) for item in value]
    if not isinstance(value, dict) or "properties" not in schema or "additionalProperties" in schema:
        return value
    listed: Mapping[str, Schema] = schema["properties"]
    return {name: _shown(member, listed[name]) for name, member in value.items() if name in listed}


def _typed(known: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Return ids of the path as the numbers that some descriptions show."""
    listed = schema.get("properties", {})
    typed = {}
    for name, value in known.items():
        kind = listed.get(name, {}).get("x-salesiq-shown-type", "string")
        is_number = kind in {"integer", "number"} and isinstance(value, str) and value.isascii() and value.isdigit()
        typed[name] = int(value) if is_number and len(value) < 19 else value
    return typed
