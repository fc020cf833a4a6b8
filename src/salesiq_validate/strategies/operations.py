"""Operations: finds an operation by its name, and the others that share its method and path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.operation import Operation, Schema
from salesiq_validate.engine import inline_refs
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.judging.plan import KINDS

_HOLE: Final = re.compile(r"\{[a-z_]+\}")


def find(operation: str | Operation) -> Operation:
    """Return an operation by its operationId; an `Operation`, also of an extension file, is returned as it is.

    Raises:
        UnknownName: there is no such operation; the exception names the nearest one.
    """
    if isinstance(operation, Operation):
        return operation
    known = _by_id()
    if operation not in known:
        raise UnknownName("operation", operation, tuple(known))
    return known[operation]


def find_routable(operation: str | Operation) -> Operation:
    """Return an operation that requests can be sent to.

    Raises:
        UnknownName: there is no such operation; the exception names the nearest one.
        UnusableArgument: its path is not known.
    """
    found = find(operation)
    if found.path is None:
        raise UnusableArgument(f"no page shows the path of {found.id}, so no request can be made for it")
    return found


@cache
def shares_its_path(operation: Operation) -> bool:
    """Tell whether other operations have the same method and path: then a request's content tells them apart."""
    if operation not in all_operations():
        # It is from an extension file: only a validator with that file knows how it relates to the shipped operations.
        return False
    places = {_HOLE.sub("{}", path) for path in operation.paths}
    return any(
        other.method == operation.method and not places.isdisjoint(_HOLE.sub("{}", path) for path in other.paths)
        for other in all_operations()
        if other.id != operation.id
    )


@cache
def bodies(operation: Operation) -> Mapping[str, Schema]:
    """Return the schemas of an operation's bodies by media type, without references."""
    return {
        media: inline_refs(schema, operation.definitions)
        for media, schema in operation.bodies.items()
        if media in KINDS
    }


@cache
def path_literals() -> frozenset[str]:
    """Return every literal word of all paths: the value of a placeholder must differ from them."""
    found: set[str] = set()
    for operation in all_operations():
        for path in operation.paths:
            found.update(path.split("/"))
        for parameter in operation.parameters:
            if parameter.location == "path":
                found.update(map(str, parameter.schema.get("enum", ())))
    return frozenset(found)


@cache
def path_schemas(operation: Operation) -> Mapping[str, Schema]:
    """Return the schemas for the placeholders of an operation's paths.

    A placeholder in an alias need not be a parameter of the operation. If it is not, its schema comes from another
    operation of the same resource, which has a parameter with this name.
    """
    found: dict[str, Schema] = {}
    for other in (*(beside for beside in all_operations() if beside.resource == operation.resource), operation):
        found.update(
            {parameter.name: parameter.schema for parameter in other.parameters if parameter.location == "path"}
        )
    return found


def conditions(operation: Operation, place: str) -> list[Any]:
    """Return the conditional requirements of the operation's `query` or `body`."""
    return [found for found in operation.document.get("x-salesiq-conditions", ()) if found["in"] == place]


def exclusive_names(operation: Operation, place: str) -> list[Any]:
    """Return the names that exclude each other in the operation's `query` or `body`."""
    return [found for found in operation.document.get("x-salesiq-exclusive", ()) if found["in"] == place]


@cache
def _by_id() -> Mapping[str, Operation]:
    return {operation.id: operation for operation in all_operations()}
