"""ExampleRequest: a request that an operation's contract accepts, made from its schemas.

It has only the required keys, except for an update, which needs something to update. Every value is made up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from attrs import frozen

from salesiq_validate.contract.operation import Operation, Parameter, Schema, condition_holds
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.examples.values import ExampleValues

HOST: Final = "salesiq.zoho.com"
_SCREEN_NAME: Final = "example"
_TOKEN: Final = "1000.0123456789abcdef.fedcba9876543210"  # noqa: S105 - made up

_VALUES: Final = ExampleValues(None, brief=True)


@frozen
class ExampleRequest:
    """The parts of a valid request."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    #: None if the operation has no body.
    body: Any = None
    #: Names of the file fields of a multipart body.
    files: tuple[str, ...] = ()
    is_multipart: bool = False

    def as_curl(self) -> str:
        """Return the request as a curl command over several lines."""
        lines = [f"curl -X {self.method} {_shell(self.url)}"]
        lines += [f"-H {_shell(f'{name}: {value}')}" for name, value in self.headers]
        if self.is_multipart:
            lines += [f"-F {_shell(self._part(name, value))}" for name, value in self.body.items()]
        elif self.body is not None:
            lines.append(f"-d {_shell(json.dumps(self.body, ensure_ascii=False))}")
        return " \\\n  ".join(lines)

    def _part(self, name: str, value: Any) -> str:
        if name in self.files:
            return f"{name}=@{value}"
        return f"{name}={value if isinstance(value, str) else json.dumps(value)}"


def example_request(operation: Operation) -> ExampleRequest | None:
    """Return a request for an operation; None if its path is not known."""
    if operation.path is None:
        return None
    path = re.sub(r"\{(\w+)\}", lambda hole: _in_path(operation, hole[1]), operation.path)
    query = _query(operation)
    headers = [("Authorization", f"Zoho-oauthtoken {_TOKEN}"), *_headers(operation)]
    media = next(iter(operation.bodies), None)
    body, files = (None, ()) if media is None else _body(operation, media)
    if body is not None and media == "application/json":
        headers.append(("Content-Type", media))
    return ExampleRequest(
        operation.method,
        f"https://{HOST}{path}{'?' if query else ''}{query}",
        tuple(headers),
        body,
        files,
        media == "multipart/form-data",
    )


def example_parameter(operation: Operation, parameter: Parameter) -> Any:
    """Return a decoded value for a parameter."""
    return _value(inline_refs(parameter.schema, operation.definitions), parameter.name)


def _value(schema: Schema, name: str) -> Any:
    return _VALUES.value(schema, "example", name)


def _in_path(operation: Operation, name: str) -> str:
    if name == "screen_name":
        return _SCREEN_NAME
    parameter = next((known for known in operation.parameters if (known.location, known.name) == ("path", name)), None)
    value = "1" if parameter is None else _plain(example_parameter(operation, parameter))
    return quote(value, safe="")


def _query(operation: Operation) -> str:
    marks = operation.when.query if operation.when is not None else {}
    parameters = {parameter.name: parameter for parameter in operation.parameters if parameter.location == "query"}
    sent: dict[str, str] = {}

    def add(name: str) -> None:
        mark, parameter = marks.get(name), parameters.get(name)
        if parameter is None:
            sent[name] = mark or "1"
        else:
            value = mark if mark is not None else example_parameter(operation, parameter)
            sent[name] = _serialised(parameter, value)

    for parameter in parameters.values():
        if parameter.required or parameter.name in marks:
            add(parameter.name)
    for name in marks:
        if name not in sent:
            add(name)
    for name in _needed(operation, "query", sent):
        add(name)
    return urlencode(sent, quote_via=quote)


def _needed(operation: Operation, place: str, sent: Mapping[str, object]) -> Iterator[str]:
    """Yield names that are mandatory because another name is sent; the caller must add each to `sent` at once."""
    for condition in operation.document.get("x-salesiq-conditions", ()):
        if condition["in"] == place and condition_holds(condition, sent):
            yield from (name for name in condition["require"] if name not in sent)


def _serialised(parameter: Parameter, value: Any) -> str:
    if parameter.serialisation == "json":
        return json.dumps(value)
    if isinstance(value, list):
        return ",".join(map(_plain, value))
    return _plain(value)


def _headers(operation: Operation) -> Iterator[tuple[str, str]]:
    if operation.when is not None and operation.when.header is not None:
        name, value = operation.when.header
        yield name.title(), value or "1"
    for parameter in operation.parameters:
        if parameter.location == "header" and parameter.required:
            yield parameter.name, _plain(example_parameter(operation, parameter))


def _body(operation: Operation, media: str) -> tuple[Any, tuple[str, ...]]:
    schema = inline_refs(operation.bodies[media], operation.definitions)
    properties = schema.get("properties", {})
    files = tuple(
        name
        for name, member in properties.items()
        if media == "multipart/form-data" and member.get("x-salesiq-format") == "binary"
    )
    body = _value(schema, "")
    if isinstance(body, dict):
        marks = operation.when.body if operation.when is not None else ()
        body.update({name: _value(properties.get(name, {}), name) for name in sorted(marks) if name not in body})
        exclusive = [group for group in operation.document.get("x-salesiq-exclusive", ()) if group["in"] == "body"]
        for group in exclusive:
            for name in [name for name in group["names"] if name in body][1:]:
                del body[name]
        for name in _needed(operation, "body", body):
            body[name] = _value(properties.get(name, {}), name)
        body.update({name: "file.png" for name in files if name in body})
    return body, files


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _shell(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
