"""Closed schemas: made so narrow that what one accepts is plain JSON, whatever Python objects it is asked about.

A caller's objects may hold anything: NaN, half a surrogate pair, a set, themselves. Looking for that takes longer than
judging them. But where each place has a type and no member is let in that is not listed, a document that is accepted is
no deeper than the schema, and jsonschema-rs has looked at every value in it.

A closed schema says yes only where the given one does. Its "no" proves nothing: ask the given one.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from salesiq_validate.engine.protocol import PlainSchema

#: Half a surrogate pair is a text until it is compared with another.
_A_TEXT: Final = {"not": {"const": "\0"}}
#: Within 64 bits. 0.60 calls an integer of 4,300 digits or more fit for any limit, unless `number` stands beside that.
_A_NUMBER: Final = {"type": "number", "minimum": -9.2e18, "maximum": 9.2e18}
_NUMBERS: Final = frozenset({"integer", "number"})
_UNIONS: Final = ("anyOf", "oneOf")
#: What only narrows further what the other keywords let in.
_NARROWING: Final = frozenset(
    {"allOf", "anyOf", "const", "dependentSchemas", "else", "enum", "if", "multipleOf", "not", "oneOf", "pattern"}
    | {"required", "then", "uniqueItems", "exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum"}
    | {f"{least}{what}" for least in ("max", "min") for what in ("Items", "Length", "Properties")}
)
#: What says nothing about a document, or is taken into account below.
_HARMLESS: Final = frozenset(
    {"$comment", "default", "deprecated", "description", "examples", "format", "readOnly", "title", "writeOnly"}
    | {"additionalProperties", "items", "properties", "type"}
)


class ClosedSchema(NamedTuple):
    """A schema in which every place is known."""

    schema: PlainSchema
    #: Arrays and objects inside one another, at most.
    depth: int


_NOTHING: Final = ClosedSchema(schema=False, depth=0)


def closed(schema: PlainSchema) -> ClosedSchema:
    """Return a schema in closed form; places about which too little is known accept nothing."""
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
    """Tell whether a schema lists its values, and none of them is an array or object."""
    return not any(isinstance(value, (dict, list)) for value in schema.get("enum", ({},)))


def _by_branches(schema: dict[str, Any], narrowing: dict[str, Any]) -> ClosedSchema:
    """Close a schema without a type with the branches of a union, one of which every document must match."""
    for keyword in _UNIONS:
        if branches := [closed(branch) for branch in schema.get(keyword, ())]:
            # Beside the union: were the branches of `oneOf` narrower, two might have become one.
            one_of_them = {"anyOf": [branch.schema for branch in branches]}
            narrowing["allOf"] = [*narrowing.get("allOf", ()), one_of_them]
            return ClosedSchema(narrowing, max(branch.depth for branch in branches))
    return _NOTHING
