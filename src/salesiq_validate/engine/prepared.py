"""Make any schema that a caller gives into the plain, self-contained one that both engines judge by."""

from __future__ import annotations

from typing import Any, Final

from salesiq_validate.engine.protocol import AnySchema, Path, PlainSchema
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.engine.sendable import as_sent
from salesiq_validate.engine.subschemas import children, follow, shown, walk
from salesiq_validate.exceptions import SchemaNotUsable

#: Keywords whose subschemas judge the same place as the schema around them.
_IN_PLACE: Final = frozenset({"allOf", "anyOf", "dependentSchemas", "else", "if", "not", "oneOf", "then"})

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def prepare(schema: AnySchema) -> PlainSchema:
    """Copy a schema, inline its references, and drop what the engines would read apart.

    `$schema` goes, because jsonschema takes it as an order to switch classes in the middle of a schema; `dependencies`
    goes, because 2020-12 has no such keyword and jsonschema-rs enforces it.

    Raises:
        SchemaNotUsable: it is none of this dialect, cannot be JSON, or refers to something outside itself.
    """
    if isinstance(schema, bool):
        return schema
    copy, faults = as_sent(dict(schema) if not isinstance(schema, dict) else schema)
    if faults:
        place, problem = shown(faults[0].pointer), faults[0].detail
        raise SchemaNotUsable(f"at {place} it holds something that JSON cannot carry ({problem})")
    dialect = copy.get("$schema", DIALECT)
    if not isinstance(dialect, str) or dialect.rstrip("#") != DIALECT:
        raise SchemaNotUsable(f"its $schema names another dialect; only {DIALECT} is read here")
    inlined = inline_refs(copy)
    for _, subschema in walk(inlined):
        if isinstance(subschema, dict):
            subschema.pop("$schema", None)
            subschema.pop("dependencies", None)
    if refers(inlined):
        _refuse_circles(inlined)
    return inlined


def refers(schema: PlainSchema) -> bool:
    """Tell whether references are left in a schema, so that it may judge a document at any depth."""
    return any(
        isinstance(each, dict) and not each.keys().isdisjoint({"$ref", "$dynamicRef"}) for _, each in walk(schema)
    )


def _refuse_circles(schema: dict[str, Any]) -> None:
    """Refuse references that come back without having gone into the document; what they mean is not defined."""
    done: set[int] = set()
    for path, start in walk(schema):
        active: set[int] = set()
        todo: list[tuple[PlainSchema, bool]] = [(start, False)]
        while todo:
            node, leave = todo.pop()
            if leave:
                active.discard(id(node))
                done.add(id(node))
            elif not isinstance(node, dict) or id(node) in done:
                continue
            elif id(node) in active:
                raise SchemaNotUsable(f"a reference at or below {shown(path)} comes back to itself and decides nothing")
            else:
                active.add(id(node))
                todo.append((node, True))
                todo += [(child, False) for step, child in children(node) if step[0] in _IN_PLACE]
                reference = node.get("$ref", "")
                target = ((), schema) if reference == "#" else follow(schema, reference)
                if target is not None and reference.startswith("#"):
                    todo.append((target[1], False))


def unusable(path: Path) -> SchemaNotUsable:
    """Make the exception for a schema that breaks the rules for schemas at a place."""
    keyword = next((segment for segment in reversed(path) if isinstance(segment, str)), None)
    what = f"the value of {keyword!r} at {shown(path)}" if keyword else "it"
    return SchemaNotUsable(f"{what} is not what JSON Schema 2020-12 allows there")


def unusable_pattern(path: Path, reason: str) -> SchemaNotUsable:
    """Make the exception for a pattern that an engine cannot read."""
    return SchemaNotUsable(f"the pattern at {shown(path)} cannot be used: {reason}")


def patterns_of(schema: PlainSchema) -> list[tuple[Path, str]]:
    """List the regular expressions of a schema with their places."""
    found: list[tuple[Path, str]] = []
    for path, subschema in walk(schema):
        if not isinstance(subschema, dict):
            continue
        pattern: Any = subschema.get("pattern")
        if isinstance(pattern, str):
            found.append(((*path, "pattern"), pattern))
        names = subschema.get("patternProperties")
        if isinstance(names, dict):
            found += [((*path, "patternProperties", name), name) for name in names]
    return found
