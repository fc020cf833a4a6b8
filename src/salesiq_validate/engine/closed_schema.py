"""Closed schemas: so narrow that everything they accept is plain JSON, even if they judge arbitrary Python objects.

A caller's objects may hold anything: NaN, half a surrogate pair, a set, themselves. To look for these takes longer than
to judge the objects. But if each place in a schema has a type and no unlisted member is allowed, an accepted document
is no deeper than the schema, and jsonschema-rs has looked at every value in it.

A closed schema accepts only documents that the original schema accepts. If it refuses one, ask the original schema.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from salesiq_validate.engine.protocol import PlainSchema

#: The comparison is needed to find half a surrogate pair, which otherwise passes as a text.
_A_TEXT: Final = {"not": {"const": "\0"}}
#: Within 64 bits. Without `number`, jsonschema-rs 0.60 lets an integer of 4,300 digits or more pass any limit.
_A_NUMBER: Final = {"type": "number", "minimum": -9.2e18, "maximum": 9.2e18}
_NUMBERS: Final = frozenset({"integer", "number"})
_UNIONS: Final = ("anyOf", "oneOf")
#: Keywords that only narrow further what the others accept.
_NARROWING: Final = frozenset(
    {"allOf", "anyOf", "const", "dependentSchemas", "else", "enum", "if", "multipleOf", "not", "oneOf", "pattern"}
    | {"required", "then", "uniqueItems", "exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"}
    | {f"{least}{what}" for least in ("max", "min") for what in ("Items", "Length", "Properties")}
)
#: Keywords that do not judge, and keywords that are handled below.
_HARMLESS: Final = frozenset(
    {"$comment", "default", "deprecated", "description", "examples", "format", "readOnly", "title", "writeOnly"}
    | {"additionalProperties", "items", "properties", "type"}
)


class ClosedSchema(NamedTuple):
    """A schema in closed form."""

    schema: PlainSchema
    #: The greatest number of nested arrays and objects.
    depth: int


_NOTHING: Final = ClosedSchema(schema=False, depth=0)


def closed(schema: PlainSchema) -> ClosedSchema:
    """Return a schema in closed form; a place that says too little accepts nothing."""
    if not isinstance(schema, dict):
        return _NOTHING
    narrowing = {key: value for key, value in schema.items() if key in _NARROWING}
    if not all(key in narrowing or key in _HARMLESS or key.startswith("x-") for key in schema):
        return _NOTHING
    types = schema.get("type")
    if types is None:
        return ClosedSchema(narrowing, 0) if _lists_scalars(schema) else _by_branches(schema, narrowing)
    types = {types} if isinstance(types, str) else set(types)
    form: dict[str, Any] = {**narrowing, "type": sorted(types)}
    beside: list[dict[str, Any]] = []
    depth = 0
    if "object" in types:
        extra = closed(schema.get("additionalProperties", False))
        members = {name: closed(member) for name, member in schema.get("properties", {}).items()}
        form["properties"] = {name: member.schema for name, member in members.items()}
        form["additionalProperties"] = extra.schema
        depth = 1 + max(inside.depth for inside in (extra, *members.values()))
    if "array" in types:
        item = closed(schema.get("items", False))
        form["items"] = item.schema
        depth = max(depth, 1 + item.depth)
    if "string" in types and narrowing.keys().isdisjoint({"pattern", "enum", "const"}):
        beside.append(_A_TEXT)
    if types & _NUMBERS:
        others = sorted(types - _NUMBERS)
        beside.append({"anyOf": [{"type": others}, _A_NUMBER]} if others else _A_NUMBER)
    if beside:
        form["allOf"] = [*form.get("allOf", ()), *beside]
    return ClosedSchema(form, depth)


def _lists_scalars(schema: dict[str, Any]) -> bool:
    """Tell whether a schema lists its values, and none is an array or object."""
    return not any(isinstance(value, (dict, list)) for value in schema.get("enum", ({},)))


def _by_branches(schema: dict[str, Any], narrowing: dict[str, Any]) -> ClosedSchema:
    """Close a schema that has no type but a union, by closing the union's branches."""
    for keyword in _UNIONS:
        if branches := [closed(branch) for branch in schema.get(keyword, ())]:
            # In addition to the union itself: with narrower branches, `oneOf` might accept what matches two branches.
            one_of_them = {"anyOf": [branch.schema for branch in branches]}
            narrowing["allOf"] = [*narrowing.get("allOf", ()), one_of_them]
            return ClosedSchema(narrowing, max(branch.depth for branch in branches))
    return _NOTHING
