"""Turn a caller's schema into the plain, bounded, self-contained schema that both engines use."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from salesiq_validate.engine.protocol import AnySchema, Path, PlainSchema
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.engine.subschemas import plain_schema, shown, unusable, walk
from salesiq_validate.exceptions import SchemaNotUsable

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

#: Keywords that are removed or rewritten, because the engines read them differently.
_REFERRING: Final = frozenset({"$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema"})


class PreparedSchema(NamedTuple):
    """A schema to compile, with the references that could not be inlined."""

    schema: PlainSchema
    #: Whether it refers to itself, so that it can judge a document of any depth.
    recurses: bool = False
    #: How often it may be applied to one member or element, for each application to the object or array around it.
    times: int = 1


def prepare(schema: AnySchema) -> PreparedSchema:
    """Copy a schema, inline its references, and drop keywords that the engines read differently.

    `$schema` is dropped, because in the middle of a schema it makes jsonschema switch classes. `dependencies` is
    dropped, because 2020-12 has no such keyword, yet jsonschema-rs enforces it. An empty `enum`, which no value meets,
    becomes `false`.

    Raises:
        SchemaNotUsable: it is not a schema of this dialect, cannot be JSON, refers to something outside itself, or
            grows too much when its references are followed.
    """
    copy = plain_schema(schema)
    if not isinstance(copy, dict):
        return PreparedSchema(copy)
    refers = False
    for place, subschema in walk(copy):
        if not isinstance(subschema, dict):
            continue
        subschema.pop("dependencies", None)
        if subschema.get("enum") == []:
            del subschema["enum"]
            subschema["allOf"] = [*_listed(subschema, "allOf", place), False]
        if not _REFERRING.isdisjoint(subschema):
            refers = True
            _check_dialect(subschema.pop("$schema", DIALECT), place)
    return _followed(copy) if refers else PreparedSchema(copy)


def _followed(schema: dict[str, Any]) -> PreparedSchema:
    # Imported here, because our own schemas have no references left.
    from salesiq_validate.engine.addresses import write_references_from_the_root
    from salesiq_validate.engine.growth import growth_of

    write_references_from_the_root(schema)
    growth = growth_of(schema)
    return PreparedSchema(schema if growth.recurses else inline_refs(schema), *growth)


def _check_dialect(dialect: object, place: Path) -> None:
    if not isinstance(dialect, str) or dialect.rstrip("#") != DIALECT:
        raise SchemaNotUsable(f"$schema at {shown(place)} names another dialect; only {DIALECT} is read here")


def _listed(subschema: dict[str, Any], keyword: str, place: Path) -> list[Any]:
    value = subschema.get(keyword, [])
    if not isinstance(value, list):
        raise unusable((*place, keyword))
    return value


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
