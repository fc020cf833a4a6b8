"""Descriptions of answers, taken from the requests that create the same things: pages hardly explain answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from salesiq_validate.contract.operation import Operation
from salesiq_validate.engine import inline_refs
from salesiq_validate.export.components import SCHEMAS, component_name


def describe_answers(document: dict[str, Any], operations: Iterable[Operation]) -> None:
    """Describe the members of answers with the descriptions of the same keys in the requests that create such things.

    A schema of answers without a description gets one that names the type which the page shows.

    Arguments:
        document: the OpenAPI document, which is changed.
        operations: the operations in the document.
    """
    operations = list(operations)
    words = _words(operations)
    schemas = document["components"]["schemas"]
    for operation in operations:
        answer = schemas.get(f"{component_name(operation.id)}Response", {})
        thing = _described(answer.get("properties", {}).get("data", {}), schemas)
        for name, member in thing.get("properties", {}).items():
            found = words.get((operation.resource, name), frozenset())
            # Several requests may describe it differently; then it stays without a description.
            if len(found) == 1 and "description" not in member:
                (member["description"],) = found
    for schema in schemas.values():
        shown = schema.get("x-salesiq-shown-type")
        if shown is not None:
            schema.setdefault("description", f"Shown as a {shown}; an answer may hold another scalar, or null")


def _words(operations: Iterable[Operation]) -> Mapping[tuple[str, str], frozenset[str]]:
    words: dict[tuple[str, str], frozenset[str]] = {}
    for operation in operations:
        for body in operation.bodies.values() if operation.method == "POST" else ():
            for name, member in inline_refs(body, operation.definitions).get("properties", {}).items():
                if "description" in member:
                    place = (operation.resource, name)
                    words[place] = words.get(place, frozenset()) | {member["description"]}
    return words


def _described(schema: dict[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of the thing in `data`, or of the items if `data` is a list."""
    if "$ref" in schema:
        return _described(schemas[schema["$ref"].removeprefix(SCHEMAS)], schemas)
    items = schema.get("items")
    return _described(items, schemas) if isinstance(items, dict) else schema
