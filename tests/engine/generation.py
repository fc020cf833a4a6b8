"""Strategies: documents that meet a schema or nearly do, and schemas of the part of JSON Schema that ours keep to."""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import enum
import json
import math
import types
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from salesiq_validate.contract.files import schemas_root
from salesiq_validate.engine import ecma
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.engine.values import TYPES

#: Names that engines have trouble with: empty, like an index, with the signs of pointers, beyond ASCII.
NAMES = ["a", "b", "kind", "0", "1", "07", "+7", "7", "", "~", "/", "a/b", "é", "name\n", "$ref", "items"]

#: Patterns that every engine reads alike, and texts on both sides of them.
PATTERNS = [
    "^[0-9]+$",
    "^[0-9]+(,[0-9]+)*$",
    "^(true|false)$",
    "^[^@ ]+@[^@ ]+$",
    "[a-z]",
    "^.{2,4}$",
    "^$",
    "x|^y",
    "é$",
    "^[a-z]+-?[a-z]+$",
]
TEXTS = ["", "1", "12\n", "1,2", "true", "a@b", "abc", "é", "\u0663", "\r\n", "\U0001f600\U0001f600", "x\u2028", "A"]

numbers = st.one_of(
    st.integers(-3, 3),
    st.integers(-(2**70), 2**70),
    st.sampled_from([0.0, -0.0, 1.0, 1.5, -2.0, 0.1, 1e300, 2.0**53, 5e-324]),
    st.floats(allow_nan=False, allow_infinity=False),
)
texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=6))
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=3))
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=6
)


@st.composite
def documents(draw, schema: Any, *, sound: bool | None = None) -> Any:
    """Draw a document of a schema; one that is not sound has something else in a few places."""
    damaged = draw(st.booleans()) if sound is None else not sound
    return _draw_document(draw, schema, damaged=damaged)


def _draw_document(draw, schema: Any, *, damaged: bool) -> Any:
    if not isinstance(schema, dict) or (damaged and draw(st.integers(0, 9)) == 0):
        return draw(values)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    for union in ("anyOf", "oneOf"):
        if union in schema:
            branch = draw(st.sampled_from(schema[union]))
            rest = {keyword: value for keyword, value in schema.items() if keyword != union}
            return _draw_document(draw, {**rest, **branch} if isinstance(branch, dict) else branch, damaged=damaged)
    kinds = schema.get("type", [*TYPES])
    kind = draw(st.sampled_from([kinds] if isinstance(kinds, str) else kinds))
    if kind == "object":
        return _draw_object(draw, schema, damaged=damaged)
    if kind == "array":
        least = schema.get("minItems", 0)
        size = draw(st.integers(least, max(least, min(schema.get("maxItems", least + 2), least + 2))))
        prefix = schema.get("prefixItems", [])
        inner = [*prefix[:size], *[schema.get("items", {})] * max(0, size - len(prefix))]
        return [_draw_document(draw, each, damaged=damaged) for each in inner]
    return draw(_scalar(kind, json.dumps(schema), damaged=damaged))


def _draw_object(draw, schema: dict[str, Any], *, damaged: bool) -> dict[str, Any]:
    document: dict[str, Any] = {}
    required = schema.get("required", [])
    listed = schema.get("properties", {})
    for name in [*listed, *[name for name in required if name not in listed]]:
        present = name in required or draw(st.booleans())
        if damaged and draw(st.integers(0, 9)) == 0:
            present = not present
        if present:
            document[name] = _draw_document(draw, listed.get(name, {}), damaged=damaged)
    rest = schema.get("additionalProperties", {})
    if (rest is not False and draw(st.integers(0, 3)) == 0) or (damaged and draw(st.integers(0, 4)) == 0):
        for name in draw(st.lists(names, max_size=2)):
            document.setdefault(name, _draw_document(draw, rest, damaged=damaged))
    return document


@cache
def _scalar(kind: str, written: str, *, damaged: bool) -> st.SearchStrategy[Any]:
    schema = json.loads(written)
    if kind == "null":
        return st.none()
    if kind == "boolean":
        return st.booleans()
    if kind == "string":
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        text = st.text(min_size=least, max_size=max(least, min(most if most is not None else 8, least + 8)))
        if "pattern" in schema:
            matching = st.from_regex(ecma.read_pattern(schema["pattern"]).expression)
            text = matching | matching.map(lambda found: found + "\n") | text if damaged else matching
        return text | texts if damaged else text
    low = schema.get("minimum", schema.get("exclusiveMinimum", -5))
    high = max(schema.get("maximum", schema.get("exclusiveMaximum", low + 10)), low)
    step = schema.get("multipleOf", 1)
    inside = st.integers(-(-math.ceil(low) // step), max(math.floor(high) // step, -(-math.ceil(low) // step)))
    whole = inside.map(lambda count: count * step)
    if kind == "number":
        whole |= st.floats(low, high)
    whole |= whole.map(lambda number: float(number) if abs(number) < 2**53 else number)
    return whole | st.sampled_from([low - 1, high + 1, low - 0.5, high + 0.5]) | numbers if damaged else whole


# --- schemas of our own -----------------------------------------------------------------------------------------------


@cache
def our_schemas() -> dict[str, list[dict[str, Any]]]:
    """Every schema that judges something in schemas/operations, by file, with its references inlined."""
    found = {}
    for file in sorted((schemas_root() / "operations").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        shared = document.get("schemas", {})
        found[file.stem] = [inline_refs(schema, shared) for schema in _schemas_in(document["operations"])]
    return found


def _schemas_in(node: Any):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "schema":
                yield value
            else:
                yield from _schemas_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from _schemas_in(value)


# --- schemas at random ------------------------------------------------------------------------------------------------

_limits = st.integers(-3, 3)
_counts = st.integers(0, 3)
_property_names = st.sampled_from([name for name in NAMES if name])

_judgements = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True),
        "minimum": _limits,
        "maximum": _limits | st.just(0.3),
        "exclusiveMinimum": _limits,
        "exclusiveMaximum": _limits,
        "multipleOf": st.integers(1, 4),
        "minLength": _counts,
        "maxLength": _counts,
        "pattern": st.sampled_from(PATTERNS),
        "minItems": _counts,
        "maxItems": _counts,
        "uniqueItems": st.booleans(),
        "minProperties": _counts,
        "maxProperties": _counts,
        "x-salesiq-error": st.just(1024),
        "format": st.just("email"),
    },
)
_choices = st.fixed_dictionaries({"enum": st.lists(values, min_size=1, max_size=3)}) | st.fixed_dictionaries(
    {"const": values}
)


def _compound(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, min_size=1, max_size=3)
    objects = st.fixed_dictionaries(
        {"properties": st.dictionaries(_property_names, inner, max_size=3)},
        optional={
            "type": st.just("object"),
            "required": st.lists(_property_names, max_size=3, unique=True),
            "additionalProperties": st.just(False) | inner,
            "dependentSchemas": st.dictionaries(_property_names, inner, max_size=1),
        },
    )
    arrays = st.fixed_dictionaries(
        {"items": inner}, optional={"type": st.just("array"), "uniqueItems": st.booleans(), "prefixItems": several}
    )
    conditions = st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner})
    unions = st.sampled_from(["anyOf", "oneOf", "allOf"]).flatmap(lambda name: st.fixed_dictionaries({name: several}))
    negations = st.fixed_dictionaries({"not": inner})
    return st.one_of(objects, arrays, unions, _discriminated(inner), conditions, negations)


def _discriminated(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    def branches(bodies: list[Any]) -> list[dict[str, Any]]:
        return [
            {"type": "object", "properties": {"kind": {"const": index}, "a": body}, "required": ["kind", "a"]}
            for index, body in enumerate(bodies)
        ]

    union = st.sampled_from(["anyOf", "oneOf"])
    several = st.lists(inner, min_size=2, max_size=3).map(branches)
    return union.flatmap(lambda name: st.fixed_dictionaries({name: several}))


#: Schemas of the part that ours keep to.
schemas = st.recursive(_judgements | _choices, _compound, max_leaves=6)

#: Schemas with keywords that only callers use.
foreign_schemas = st.recursive(
    _judgements | st.booleans(),
    lambda inner: (
        _compound(inner)
        | st.fixed_dictionaries(
            {},
            optional={
                "patternProperties": st.dictionaries(st.sampled_from(PATTERNS), inner, max_size=2),
                "propertyNames": inner,
                "contains": inner,
                "minContains": _counts,
                "maxContains": _counts,
                "dependentRequired": st.dictionaries(
                    _property_names, st.lists(_property_names, max_size=2, unique=True), max_size=2
                ),
                "dependencies": st.just({"a": ["b"]}),
                "items": inner,
                "additionalProperties": inner,
            },
        )
    ),
    max_leaves=5,
)


# --- what callers may hand over ---------------------------------------------------------------------------------------


class Text(str):
    """As of a library for lazy translation."""

    __slots__ = ()

    def __str__(self) -> str:
        raise AssertionError("nobody asked")


class Colour(str, enum.Enum):  # noqa: UP042 - the older way to say StrEnum, which callers use
    RED = "red"


class Level(enum.IntEnum):
    ONE = 1


class Count(int):
    pass


Pair = collections.namedtuple("Pair", "a b")  # noqa: PYI024

#: Python objects that are no plain JSON, whether `json.dumps` takes them or not.
oddities = st.sampled_from(
    [
        Text("a"),
        Colour.RED,
        Level.ONE,
        Count(2),
        Pair(1, "x"),
        (1, 2),
        math.nan,
        math.inf,
        -math.inf,
        decimal.Decimal(1),
        decimal.Decimal("NaN"),
        collections.OrderedDict(a=1),
        types.MappingProxyType({"a": 1}),
        {1, 2},
        b"a",
        dt.date(2026, 1, 1),
        object(),
        1j,
        "\ud800",
        {"\ud800": 1},
        {2: "a", None: 1, True: 2, 1.5: 3},
        {("a",): 1},
        {Colour.RED: 1},
        {Text("a"): 1},
        range(2),
    ]
)
odd_values = st.recursive(
    scalars | oddities,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(inner, max_size=2).map(tuple) | st.dictionaries(names, inner, max_size=3)
    ),
    max_leaves=6,
)


def examples(count: int):
    """That many examples in the everyday profile, and in others as many more as they ask for."""
    return settings(max_examples=count * settings.default.max_examples // 100)
