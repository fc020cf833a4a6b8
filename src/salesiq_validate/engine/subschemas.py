"""Find the subschemas of a schema: which of its values are schemas, and which only look like one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar
from urllib.parse import unquote

from salesiq_validate.engine.protocol import Path, PlainSchema

#: Keywords whose value is a schema.
ONE: Final = frozenset(
    {
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
#: Keywords whose value is a list of schemas.
LISTED: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
#: Keywords whose value is an object of schemas, named by something else than keywords. `definitions` is the older
#: `$defs`.
NAMED: Final = frozenset({"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"})

_State = TypeVar("_State")


def children(schema: dict[str, Any]) -> Iterator[tuple[Path, PlainSchema]]:
    """Yield the schemas directly inside a schema with their paths from it; what is malformed is passed over."""
    for keyword, value in schema.items():
        if keyword in ONE:
            if isinstance(value, dict | bool):
                yield (keyword,), value
        elif keyword in LISTED and isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, dict | bool):
                    yield (keyword, index), each
        elif keyword in NAMED and isinstance(value, dict):
            for name, each in value.items():
                if isinstance(each, dict | bool):
                    yield (keyword, name), each


def walk(schema: PlainSchema) -> Iterator[tuple[Path, PlainSchema]]:
    """Yield every subschema with its path, the schema itself first, also those that only a `$ref` makes one."""
    seen: set[int] = set()
    todo: list[tuple[Path, Any]] = [((), schema)]
    while todo:
        path, subschema = todo.pop()
        if not isinstance(subschema, dict):
            yield path, subschema
            continue
        if id(subschema) in seen:
            continue
        seen.add(id(subschema))
        yield path, subschema
        todo.extend([((*path, *step), child) for step, child in children(subschema)])
        reference = subschema.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/"):
            target = follow(schema, reference)
            if isinstance(target, tuple) and isinstance(target[1], dict):
                # Last in, last out: a place reached by keywords comes first, and keeps the path that keywords give it.
                todo.insert(0, target)


def rebuild(
    schema: PlainSchema, change: Callable[[PlainSchema, Path, _State], tuple[PlainSchema, _State]], state: _State
) -> PlainSchema:
    """Build a schema anew, top down, with each subschema changed before those inside it; the given one stays as it is.

    Values that are no subschemas are the same objects in both.

    Args:
        schema: where to begin.
        change: receives a subschema, its place, and what it returned for the one around; it must not alter the
        subschema. state: what `change` receives for the schema itself.
    """
    result: list[Any] = [schema]
    todo: list[tuple[Any, Any, Path, _State]] = [(result, 0, (), state)]
    while todo:
        holder, key, place, around = todo.pop()
        node, inner = change(holder[key], place, around)
        if not isinstance(node, dict):
            holder[key] = node
            continue
        copy = holder[key] = dict(node)
        for keyword in copy.keys() & (LISTED | NAMED):
            if isinstance(copy[keyword], list | dict):
                copy[keyword] = copy[keyword].copy()
        for step, _ in children(node):
            inside: Any = copy if len(step) == 1 else copy[str(step[0])]
            todo.append((inside, step[-1], (*place, *step), inner))
    rebuilt: PlainSchema = result[0]
    return rebuilt


def follow(schema: PlainSchema, reference: str) -> tuple[Path, Any] | None:
    """Resolve a reference of the form "#/$defs/name" inside a schema; None if nothing is there."""
    node: Any = schema
    path: list[str | int] = []
    for part in unquote(reference[2:]).split("/"):
        segment = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and segment in node:
            path.append(segment)
            node = node[segment]
        elif isinstance(node, list) and segment.isascii() and segment.isdigit() and int(segment) < len(node):
            path.append(int(segment))
            node = node[int(segment)]
        else:
            return None
    return tuple(path), node


def shown(path: Path) -> str:
    """Write a place in a schema as a reference to it: "#/properties/name"."""
    return "#" + "".join(f"/{str(segment).replace('~', '~0').replace('/', '~1')}" for segment in path)
