"""Name what a schema uses beyond the part of JSON Schema 2020-12 that every engine reads alike.

Our own schemas and extension files keep to this part, so that two engines, the exported contract and other people's
validators give one answer. Schemas that a caller judges by are free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from salesiq_validate.engine import ecma
from salesiq_validate.engine.protocol import Path, PlainSchema
from salesiq_validate.engine.references import SHARED
from salesiq_validate.engine.subschemas import shown, walk
from salesiq_validate.engine.values import TYPES

#: Keywords that may be used. All others need a reason, except those that begin with "x-".
KEYWORDS: Final = frozenset(
    {
        "$comment",
        "$defs",
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "default",
        "dependentSchemas",
        "deprecated",
        "description",
        "else",
        "enum",
        "examples",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "if",
        "items",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "prefixItems",
        "properties",
        "readOnly",
        "required",
        "then",
        "title",
        "type",
        "uniqueItems",
        "writeOnly",
    }
)

#: Formats that describe; no engine judges them.
FORMATS: Final = frozenset({"binary", "date", "date-time", "email", "int64", "ipv4", "ipv6", "uri", "uuid"})

_REASONS: Final = {
    "$id": "schemas of one file are not named by addresses",
    "$schema": "the file says what its schemas are",
    "contains": "its violation names no item",
    "definitions": "it is $defs since 2019",
    "dependencies": "2020-12 has dependentSchemas in its place, and only some engines still obey it",
    "dependentRequired": "engines place its violations differently; use dependentSchemas",
    "patternProperties": "its names cannot be listed",
    "unevaluatedItems": "engines disagree about it",
    "unevaluatedProperties": "engines disagree about it; use additionalProperties",
}

_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_COUNTS: Final = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")

#: The numbers that a float holds exactly; engines compare larger ones differently.
_LARGEST: Final = 2**53


def lint(schema: PlainSchema) -> list[str]:
    """Return a sentence for everything that a schema must not use, each with its place; none for a good schema.

    The schema is given with its "#/schemas/NAME" references as they are. Malformed keywords are named too, as far as
    they would be misread, but this is no check against the meta-schema.
    """
    return [f"{shown(path)}: {problem}" for path, subschema in walk(schema) for problem in _problems(path, subschema)]


def _problems(path: Path, schema: PlainSchema) -> Iterator[str]:
    if isinstance(schema, bool):
        if schema or path[-1:] != ("additionalProperties",):
            yield f"a subschema that is {str(schema).lower()}; only additionalProperties may be false"
        return
    for keyword in schema:
        if not (keyword in KEYWORDS or keyword.startswith("x-")):
            yield f"{keyword} is not used here: {_REASONS.get(keyword, 'engines ignore it, or read it differently')}"
    yield from _type_problems(schema)
    yield from _number_problems(schema)
    yield from _object_problems(schema)
    if "pattern" in schema:
        yield from _pattern_problems(schema["pattern"])
    if "enum" in schema and not (isinstance(schema["enum"], list) and schema["enum"]):
        yield "enum must list something"
    if "format" in schema and schema["format"] not in FORMATS:
        yield f"format must be one of {', '.join(sorted(FORMATS))}"
    reference = schema.get("$ref", SHARED)
    if not isinstance(reference, str) or not reference.startswith(SHARED):
        yield f"$ref must begin with {SHARED}"


def _type_problems(schema: Mapping[str, Any]) -> Iterator[str]:
    types = schema.get("type", [])
    for name in types if isinstance(types, list) else [types]:
        if name not in TYPES:
            yield f"type must be one of {', '.join(TYPES)}, or a list of these"


def _number_problems(schema: Mapping[str, Any]) -> Iterator[str]:
    for keyword in _NUMBERS:
        value = schema.get(keyword, 1)
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{keyword} must be a number"
        elif abs(value) > _LARGEST:
            yield f"{keyword} is beyond 2**53, where engines compare differently"
        elif keyword == "multipleOf" and (isinstance(value, float) or value < 1):
            yield "multipleOf must be a whole number above 0, since engines divide fractions differently"
    for keyword in _COUNTS:
        value = schema.get(keyword, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            yield f"{keyword} must be a whole number of 0 or more"


def _object_problems(schema: Mapping[str, Any]) -> Iterator[str]:
    names = schema.get("required", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        yield "required must list names, each once"
    elif schema.get("additionalProperties") is False and isinstance(schema.get("properties"), dict):
        for name in names:
            if name not in schema["properties"]:
                yield f"required names {name}, which properties does not list and additionalProperties forbids"
    if isinstance(schema.get("properties"), dict) and "" in schema["properties"]:
        yield "a property without a name"
    if schema.get("additionalProperties") is False and not isinstance(schema.get("properties"), dict):
        yield "additionalProperties is false, and there are no properties beside it"


def _pattern_problems(pattern: Any) -> Iterator[str]:
    if not isinstance(pattern, str):
        yield "pattern must be text"
        return
    try:
        peculiar = ecma.read_pattern(pattern).peculiar
    except ecma.NoPattern as reason:
        yield f"pattern is no ECMA-262 expression: {reason}"
        return
    for feature in peculiar:
        yield f"pattern uses {feature}: {_PATTERN_REASONS.get(feature, 'engines read it differently')}"


_PATTERN_REASONS: Final = {
    "\\d": "some engines take all Unicode digits; write [0-9]",
    "\\w": "some engines take all Unicode letters; write [A-Za-z0-9_]",
    "lookahead": "not every engine has it",
    "lookbehind": "not every engine has it",
    "back reference": "not every engine has it",
    "nested quantifier": "it can take exponential time, unless the rounds are told apart as in (,[0-9]+)*",
}
