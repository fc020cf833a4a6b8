"""The part of the contract that the corpus uses, in forms that other tools read: plain JSON Schemas and OpenAPI."""

from __future__ import annotations

from functools import cache
from typing import Any

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.export.openapi import openapi_document

#: Keywords that only inform readers.
_WORDS = frozenset({"description", "examples", "default", "title", "$schema"})

#: Method, number of the URL's parts between slashes, and resource: the bodies of the request and of a success.
ROUTES: dict[tuple[str, int, str], tuple[str | None, str]] = {
    ("POST", 7, "departments"): ("department", "department answer"),
    ("POST", 7, "chatroutingrules"): ("rule", "rule answer"),
    ("GET", 7, "conversations"): (None, "list answer"),
    ("GET", 8, "conversations"): (None, "conversation answer"),
    ("GET", 8, "departments"): (None, "other answer"),
}
REFUSAL = "refusal"

_OPERATIONS = {
    "department": "create_department",
    "rule": "add_chat_routing_rule",
    "list": "list_conversations",
    "conversation": "get_conversation",
    "other": "get_department",
}


@cache
def schemas() -> dict[str, Any]:
    """Return a self-contained schema for every body of the corpus, by its name."""
    envelope = read_schema_file("envelope/success.schema.json")
    found = {REFUSAL: _plain(read_schema_file("envelope/error.schema.json"))}
    for name, operation in _operations().items():
        for body in operation.bodies.values():
            found[name] = _plain(inline_refs(body, operation.definitions))
        data = envelope["properties"]["data"]
        if operation.data is not None:
            data = inline_refs(operation.data, operation.definitions)
        answer = {**envelope, "properties": {**envelope["properties"], "data": data}}
        found[f"{name} answer"] = _plain(answer)
    return found


def openapi() -> dict[str, Any]:
    """Return the same operations as the project exports them."""
    return openapi_document(_operations().values(), ErrorCatalogue(), version="1")


def route(method: str, url: str) -> tuple[str | None, str]:
    """Return the names of the bodies of a request and of a success, by the shortest test that distinguishes them."""
    parts = url.partition("?")[0].split("/")
    return ROUTES[method, len(parts), parts[6]]


def _operations() -> dict[str, Any]:
    known = {operation.id: operation for operation in all_operations()}
    return {name: known[id_] for name, id_ in _OPERATIONS.items()}


def _plain(schema: Any) -> Any:
    """Remove keywords that only readers or this project use; the keys of `properties` are names, not keywords."""
    if not isinstance(schema, dict):
        return schema
    return {
        keyword: {name: _plain(member) for name, member in value.items()}
        if keyword == "properties"
        else [_plain(member) for member in value]
        if keyword in {"anyOf", "allOf", "oneOf"}
        else _plain(value)
        for keyword, value in schema.items()
        if keyword not in _WORDS and not keyword.startswith("x-")
    }
