"""Find the subschemas of a schema: decide which of its values are schemas, and which only look like one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote, unquote

from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.decode.python_objects import read_document
from salesiq_validate.engine.protocol import MAX_DEPTH, Path, PlainSchema
from salesiq_validate.exceptions import SchemaNotUsable
from salesiq_validate.limits import Limits

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
#: Keywords whose value is an object of schemas; its names are not keywords. `definitions` is the older `$defs`.
NAMED: Final = frozenset({"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"})

#: Keywords whose subschemas judge the same place as the schema around them.
IN_PLACE: Final = frozenset({"allOf", "anyOf", "dependentSchemas", "else", "if", "not", "oneOf", "then"})

#: For a given schema: its levels, its values, and digits of a number (as many as CPython's strictest setting writes).
_LIMITS: Final = Limits(max_depth=MAX_DEPTH, max_body_bytes=1_000_000, max_digits=640, max_problems=1)

_State = TypeVar("_State")


def children(schema: dict[str, Any]) -> Iterator[tuple[Path, PlainSchema]]:
    """Yield the schemas directly inside a schema with their paths; malformed parts are skipped."""
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
    """Yield every subschema with its path, the schema itself first."""
    todo: list[tuple[Path, PlainSchema]] = [((), schema)]
    while todo:
        path, subschema = todo.pop()
        yield path, subschema
        if isinstance(subschema, dict):
            todo.extend([((*path, *step), child) for step, child in children(subschema)])


def rebuild(
    schema: PlainSchema, change: Callable[[PlainSchema, Path, _State], tuple[PlainSchema, _State]], state: _State
) -> PlainSchema:
    """Build a changed copy of a schema, top down: each subschema is changed before those inside it.

    Values that are not subschemas are the same objects in both.

    Arguments:
        schema: the schema, which is not changed.
        change: receives a subschema, its place, and the state that it returned for the schema around it; it must not
            alter the subschema.
        state: the state that `change` receives for the schema itself.
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
    """Resolve a reference of the form "#/$defs/name" or "#" inside a schema; None if it has no target."""
    node: Any = schema
    path: list[str | int] = []
    for part in unquote(reference).split("/")[1:]:
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
    """Write a place in a schema for human readers: "#/properties/name"."""
    return "#" + "".join(f"/{str(segment).replace('~', '~0').replace('/', '~1')}" for segment in path)


def reference_to(path: Path) -> str:
    """Write a reference to a place in a schema, which `follow` resolves."""
    return "#" + quote(shown(path)[1:], safe="/~")


def unusable(path: Path) -> SchemaNotUsable:
    """Make the exception for a schema that breaks the rules for schemas at a place."""
    keyword = next((segment for segment in reversed(path) if isinstance(segment, str)), None)
    what = f"the value of {keyword!r} at {shown(path)}" if keyword else "it"
    return SchemaNotUsable(f"{what} is not what JSON Schema 2020-12 allows there")


def plain_schema(schema: object) -> PlainSchema:
    """Copy a schema as JSON.

    Raises:
        SchemaNotUsable: it is neither a mapping nor a boolean, or it holds something that JSON cannot express.
    """
    if schema is True or schema is False:
        return schema
    # By the real type: a mock may claim to be a mapping.
    if not issubclass(type(schema), Mapping) or not isinstance(schema, Mapping):
        raise SchemaNotUsable("it is neither an object nor true or false")
    copy, problems = read_document(schema if isinstance(schema, dict) else dict(schema), _LIMITS, strict=False)
    if copy is BROKEN:
        raise SchemaNotUsable(
            f"it is nested deeper than {_LIMITS.max_depth} levels, or has more than {_LIMITS.max_body_bytes:,} values"
        )
    if problems:
        raise SchemaNotUsable(
            f"at {shown(problems[0].path.segments)} it holds something that JSON cannot carry, "
            f"or a number of more than {_LIMITS.max_digits} digits"
        )
    plain: dict[str, Any] = copy
    return plain
