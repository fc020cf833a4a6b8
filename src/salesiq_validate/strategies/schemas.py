"""from_schema: a compiler from the contract's subset of JSON Schema to Hypothesis strategies.

Strategies build what a schema describes (types, members, items, limits, patterns, unions of branches). For keywords
that only exclude (`not`, `if`, `oneOf`, keywords outside the subset), the engine filters at that place, so that the
rest still shrinks. Simple documents come first: few members, short lists, the first listed type.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from salesiq_validate.engine import default_engine
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.engine.subschemas import walk
from salesiq_validate.engine.values import TYPES, canonical
from salesiq_validate.exceptions import SchemaNotUsable
from salesiq_validate.strategies.texts import EPOCH_MS, EPOCH_SECONDS, texts, words

#: The path to a member or item that a document must have: names, and None for an item of a list.
Shape: TypeAlias = tuple[str | None, ...]

Item = TypeVar("Item")

#: The largest integer that every JSON reader reads in the same way (RFC 8259, 6).
_EXACT: Final = 2**53 - 1
#: The most items of a list beyond its minimum, and the most members of an object without listed members.
_FEW: Final = 3
#: Keywords that only describe, so that no document violates them.
_ANNOTATIONS: Final = frozenset(
    {
        *("$comment", "$defs", "$id", "$schema", "default", "deprecated", "description", "examples", "format"),
        *("readOnly", "title", "writeOnly"),
    }
)
#: Keywords that strategies build.
_BUILT: Final = frozenset(
    {
        *("additionalProperties", "const", "enum", "exclusiveMaximum", "exclusiveMinimum", "items"),
        *("maxItems", "maxLength", "maximum", "minItems", "minLength", "minProperties", "minimum", "pattern"),
        *("properties", "required", "type", "uniqueItems"),
    }
)
#: Keywords that show the type in a schema without `type`.
_KIND_OF: Final = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "minProperties": "object",
    "items": "array",
    "minItems": "array",
    "maxItems": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "minimum": "number",
    "maximum": "number",
}

_scalars = st.text(max_size=10) | st.integers(-_EXACT, _EXACT) | st.booleans()

#: Any small JSON document.
_anything: Final = st.recursive(
    _scalars | st.none(),
    lambda inner: st.lists(inner, max_size=_FEW) | st.dictionaries(words(), inner, max_size=_FEW),
    max_leaves=4,
)


def from_schema(schema: Mapping[str, Any] | bool) -> st.SearchStrategy[Any]:  # noqa: FBT001 - a boolean is a schema
    """Return a strategy for documents that meet a JSON Schema.

    References inside the schema are followed. Texts with an `x-salesiq-format` have that format.

    Arguments:
        schema: a schema of 2020-12, in plain values; keywords outside the subset only filter.

    Raises:
        SchemaNotUsable: it is not a schema, or refers to itself or to something outside.
    """
    if isinstance(schema, bool):
        return _anything if schema else st.nothing()
    inlined = inline_refs(schema)
    if any(isinstance(subschema, dict) and "$ref" in subschema for _, subschema in walk(inlined)):
        raise SchemaNotUsable(
            "it refers to itself, or names its parts by $id or $anchor; strategies need a finite schema"
        )
    default_engine().compile(inlined)
    return compiled(inlined)


def compiled(
    schema: Mapping[str, Any] | bool,  # noqa: FBT001 - a boolean is a schema
    through: Shape = (),
) -> st.SearchStrategy[Any]:
    """Return the strategy of a schema without references, for documents that have the place `through`.

    Lists have that place in their last item.
    """
    if isinstance(schema, bool):
        return _anything if schema else st.nothing()
    if schema.get("type") == []:
        # The merged schemas have no type in common.
        return st.nothing()
    strategy = _built(schema, through)
    if _is_judged_beyond(schema):
        judge = default_engine().compile(schema)
        strategy = strategy.filter(judge.is_valid)
    return strategy


def _is_judged_beyond(schema: Mapping[str, Any]) -> bool:
    """Tell whether a schema needs a filter."""
    return any(not (keyword in _BUILT or keyword in _ANNOTATIONS or keyword.startswith("x-")) for keyword in schema)


def _built(schema: Mapping[str, Any], through: Shape) -> st.SearchStrategy[Any]:
    if "const" in schema or "enum" in schema:
        rest = {keyword: value for keyword, value in schema.items() if keyword not in {"const", "enum"}}
        fits = default_engine().compile(rest).is_valid
        values = [value for value in schema.get("enum", [schema.get("const")]) if fits(value)]
        return st.sampled_from(values) if values else st.nothing()
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            rest = {keyword: value for keyword, value in schema.items() if keyword != union}
            if union == "allOf":
                return compiled(_merged(rest, *schema[union]), through)
            return st.one_of([compiled(_merged(rest, branch), through) for branch in schema[union]])
    if through:
        return _MAKERS["array" if through[0] is None else "object"](schema, through)
    kinds = _kinds(schema)
    if "x-salesiq-known-values" in schema and "string" in kinds:
        kinds = ["string"]
    return st.one_of([_MAKERS[kind](schema, through) for kind in kinds])


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    wanted = schema.get("type")
    if wanted is None:
        meant = {_KIND_OF[keyword] for keyword in schema if keyword in _KIND_OF}
        return [kind for kind in TYPES if kind in meant] or ["any"]
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)
    # Every integer is a number.
    return [kind for kind in kinds if not (kind == "integer" and "number" in kinds)]


def _merged(*schemas: Mapping[str, Any] | bool) -> dict[str, Any]:
    """Merge schemas as far as that is simple; the filter does the rest."""
    merged: dict[str, Any] = {}
    for schema in schemas:
        if isinstance(schema, bool):
            continue
        for keyword, value in schema.items():
            if keyword == "properties" and keyword in merged:
                merged[keyword] = {**merged[keyword], **value}
            elif keyword == "required" and keyword in merged:
                merged[keyword] = [*merged[keyword], *(name for name in value if name not in merged[keyword])]
            elif keyword == "type" and keyword in merged:
                merged[keyword] = _common_types(merged[keyword], value)
            else:
                merged[keyword] = value
    return merged


def _common_types(first: str | list[str], second: str | list[str]) -> list[str]:
    ones = [first] if isinstance(first, str) else first
    others = [second] if isinstance(second, str) else second
    shared = [kind for kind in ones if kind in others or (kind == "integer" and "number" in others)]
    return shared or ["integer"] if "number" in ones and "integer" in others else shared


def _object(schema: Mapping[str, Any], through: Shape) -> st.SearchStrategy[dict[str, Any]]:
    listed = schema.get("properties", {})
    further = schema.get("additionalProperties", True)
    required = list(dict.fromkeys([*schema.get("required", ()), *through[:1]]))
    members = {
        name: compiled(listed.get(name, further), through[1:] if through and name == through[0] else ())
        for name in [*required, *listed]
        if listed.get(name, further) is not False
    }
    if any(name not in members for name in required):
        return st.nothing()
    mandatory = {name: members[name] for name in required}
    optional = {name: member for name, member in members.items() if name not in mandatory}
    lacking = schema.get("minProperties", 0) - len(mandatory)
    documents: st.SearchStrategy[dict[str, Any]]
    if lacking > 0 and optional:
        chosen = st.lists(st.sampled_from(sorted(optional)), min_size=min(lacking, len(optional)), unique=True)
        documents = chosen.flatmap(
            lambda names: st.fixed_dictionaries({**mandatory, **{name: optional[name] for name in names}})
        )
    else:
        documents = st.fixed_dictionaries(mandatory, optional=optional)
    if isinstance(further, Mapping) or (further is True and not listed):
        least = max(0, lacking - len(optional))
        names = words().filter(lambda name: name not in listed)
        values = _scalars if further is True else compiled(further)
        extra = _possible(st.dictionaries(names, values, min_size=least, max_size=max(least, _FEW)))
        documents = st.builds(lambda more, known: {**more, **known}, extra, documents)
    return documents


def _possible(strategy: st.SearchStrategy[Item]) -> st.SearchStrategy[Item]:
    """Return a strategy, or an empty one if it needs more different items than exist."""
    try:
        strategy.validate()
    except InvalidArgument:
        return st.nothing()
    return strategy


def _array(schema: Mapping[str, Any], through: Shape) -> st.SearchStrategy[list[Any]]:
    items = compiled(schema.get("items", True))
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if through:
        last = compiled(schema.get("items", True), through[1:])
        before = st.lists(items, min_size=max(0, least - 1), max_size=max(0, least - 1, min(1, (most or 2) - 1)))
        return st.builds(lambda front, item: [*front, item], before, last)
    size = least + _FEW if most is None else min(most, least + _FEW)
    if size < least:
        return st.nothing()
    if schema.get("uniqueItems"):
        return _possible(st.lists(items, min_size=least, max_size=size, unique_by=canonical))
    return _possible(st.lists(items, min_size=least, max_size=size))


def _number(schema: Mapping[str, Any], through: Shape) -> st.SearchStrategy[float]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", -1e9))
    high = schema.get("maximum", schema.get("exclusiveMaximum", 1e9))
    # Quarters are exact, and JSON writers never give them an exponent.
    fewest, most = math.ceil(low * 4), math.floor(high * 4)
    if low > high:
        return st.nothing()
    if fewest > most:
        return st.floats(low, high).filter(default_engine().compile(schema).is_valid)
    quarters = st.integers(fewest, most).map(lambda count: count / 4)
    if "exclusiveMinimum" in schema or "exclusiveMaximum" in schema:
        quarters = quarters.filter(default_engine().compile(schema).is_valid)
    return _integer(schema, through) | quarters


def _integer(schema: Mapping[str, Any], _: Shape) -> st.SearchStrategy[int]:
    look = schema.get("x-salesiq-format")
    low, high = {"epoch_ms": EPOCH_MS, "epoch_s": EPOCH_SECONDS}.get(str(look), (-_EXACT, _EXACT))
    if "pattern" in schema and "-" not in schema["pattern"]:
        # An id that may be sent as a number or as digits: neither form has a sign.
        low = max(low, 0)
    low = max(low, math.ceil(schema.get("minimum", low)))
    # If the page states a lower maximum than is known to work, an advisory warns of values in between.
    high = min(high, math.floor(schema.get("x-salesiq-stated-maximum", schema.get("maximum", high))))
    if "exclusiveMinimum" in schema:
        low = max(low, math.floor(schema["exclusiveMinimum"]) + 1)
    if "exclusiveMaximum" in schema:
        high = min(high, math.ceil(schema["exclusiveMaximum"]) - 1)
    return st.integers(low, high) if low <= high else st.nothing()


_MAKERS: Final[Mapping[str, Callable[[Mapping[str, Any], Shape], st.SearchStrategy[Any]]]] = {
    "object": _object,
    "array": _array,
    "string": lambda schema, _: texts(schema),
    "number": _number,
    "integer": _integer,
    "boolean": lambda _schema, _: st.booleans(),
    "null": lambda _schema, _: st.none(),
    "any": lambda _schema, _: _anything,
}
