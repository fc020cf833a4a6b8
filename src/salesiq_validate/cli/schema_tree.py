"""Schema trees: a schema as a list of fields, each with its KeyPath, its type and limits, and how sure these are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen

from salesiq_validate.contract.operation import BASIS_MARK, Schema
from salesiq_validate.contract.text_formats import format_of
from salesiq_validate.reporters.words import joined

_PATTERNS: Final = {
    "^[0-9]+$": "digits",
    "^-?[0-9]+$": "digits, or -1",
    "^(true|false)$": 'as text "true" or "false"',
    "^(true|false|True|False)$": 'as text "true" or "false"',
}
#: The largest integer that every JSON reader reads exactly; as a maximum, it says nothing about a field.
_EXACT: Final = 2**53 - 1
#: Keywords of JSON Schema in words.
_WORDS: Final = {
    "pattern": "form",
    "enum": "values",
    **dict.fromkeys(("minLength", "maxLength"), "length"),
    **dict.fromkeys(("minimum", "maximum"), "range"),
    **dict.fromkeys(("minItems", "maxItems"), "number of items"),
}
_BASIS: Final = {"example": "only shown"}
_SCALARS: Final = frozenset({"string", "number", "boolean"})
#: How many values of an enumeration we list; some have a hundred.
_LISTED: Final = 12


@frozen
class Field:
    """One field of an object, at any depth."""

    #: Its place, with every index as `[*]`: `operators[*].name`.
    json_key: str
    name: str
    depth: int
    #: "string", "array of integer".
    types: tuple[str, ...]
    required: bool
    #: Further demands on its value besides the type, in words.
    values: tuple[str, ...]
    description: str
    #: The basis of each keyword that is not documented.
    basis: Mapping[str, str]
    #: The part of the schema file that describes it.
    schema: Schema

    @property
    def type_in_words(self) -> str:
        """The types as a person reads them."""
        return _type_in_words(self.schema)

    @property
    def about(self) -> str:
        """Facts about its value besides the type, and how sure these facts are; "" if there are none."""
        marks = basis_in_words(self.basis)
        text = "; ".join(part for part in (self.description.rstrip("."), *self.values) if part)
        return (text + (f" ({marks})" if marks else "")).strip()

    def as_document(self) -> dict[str, Any]:
        """Return the field for JSON output."""
        return {
            "json_key": self.json_key,
            "types": list(self.types),
            "required": self.required,
            "values": list(self.values),
            "description": self.description,
            "basis": dict(self.basis),
        }


def fields_of(schema: Schema, *, path: str = "", depth: int = 0) -> Iterator[Field]:
    """Yield the fields below a schema without references; each field comes before its own fields."""
    if schema.get("type") == "array" or (not schema.get("properties") and isinstance(schema.get("items"), dict)):
        yield from fields_of(schema.get("items", {}), path=f"{path}[*]", depth=depth)
        return
    required = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        yield field_of(member, name=name, json_key=place, depth=depth, required=name in required)
        yield from fields_of(member, path=place, depth=depth + 1)


def field_of(schema: Schema, *, name: str, json_key: str, depth: int = 0, required: bool = False) -> Field:
    """Return one field with the facts from its schema."""
    return Field(
        json_key,
        name,
        depth,
        types_of(schema),
        required,
        tuple(_values(schema)),
        schema.get("description", ""),
        {keyword: basis for keyword, basis in _marks(schema) if basis != "documented"},
        schema,
    )


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the types that a value may have; for an array, with the types of its items."""
    types = schema.get("type", ())
    names = (types,) if isinstance(types, str) else tuple(types)
    items = schema.get("items")
    inner = types_of(items) if isinstance(items, dict) else ()
    of = f" of {' or '.join(inner)}" if inner else ""
    return tuple(f"array{of}" if name == "array" else name for name in names)


def basis_in_words(marks: Mapping[str, str]) -> str:
    """Return `path documented; type and pattern inferred`."""
    facts: dict[str, list[str]] = {}
    for fact, basis in marks.items():
        facts.setdefault(_BASIS.get(basis, basis), []).append(fact.replace("_", " "))
    return "; ".join(f"{joined(names)} {basis}" for basis, names in facts.items())


def _type_in_words(schema: Schema) -> str:
    shown = schema.get("x-salesiq-shown-type")
    if shown:
        return f"{shown} (as shown)"
    types = schema.get("type", ())
    names = [types] if isinstance(types, str) else list(types)
    if set(names) >= _SCALARS:
        names = ["any scalar", *(name for name in names if name not in _SCALARS)]
    items = schema.get("items")
    if isinstance(items, dict) and "array" in names:
        inner = _type_in_words(items)
        names[names.index("array")] = f"array of {f'({inner})' if ' or ' in inner and len(names) > 1 else inner}"
    return " or ".join(names) or "any type"


def _marks(schema: Schema) -> Iterator[tuple[str, str]]:
    for keyword, basis in schema.get(BASIS_MARK, {}).items():
        if keyword != "maximum" or schema.get("maximum") != _EXACT:
            yield _WORDS.get(keyword, keyword), basis
    items = schema.get("items")
    if isinstance(items, dict):
        for keyword, basis in _marks(items):
            yield f"items {keyword}", basis


def _values(schema: Schema) -> Iterator[str]:
    for word, known in (("", schema.get("enum")), ("such as ", schema.get("x-salesiq-known-values"))):
        if known:
            more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
            yield word + ", ".join(_shown(value) for value in known[:_LISTED]) + more
    if "const" in schema:
        yield f"always {_shown(schema['const'])}"
    if "pattern" in schema:
        pattern = str(schema["pattern"])
        yield _PATTERNS.get(pattern, f"of the form {pattern}")
    if (look := format_of(schema)) is not None:
        yield look.about
    if "x-salesiq-id" in schema:
        thing = str(schema["x-salesiq-id"]).replace("_", " ")
        yield f"the id of {'an' if thing[0] in 'aeiou' else 'a'} {thing}"
    yield from _ranges(schema)
    if "default" in schema:
        yield f"default {_shown(schema['default'])}"
    if schema.get("deprecated"):
        yield "deprecated"
    if "x-salesiq-note" in schema:
        yield schema["x-salesiq-note"]
    items = schema.get("items")
    if isinstance(items, dict) and "properties" not in items:
        each = "; ".join(_values(items))
        if each:
            yield f"each: {each}"


def _ranges(schema: Schema) -> Iterator[str]:
    for least, most, unit in (
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
    ):
        low, high = (schema.get(word, schema.get(f"x-salesiq-{word}")) for word in (least, most))
        high = None if high == _EXACT else high
        if low is not None and high is not None:
            yield f"{low} to {high}{unit}"
        elif low == 1 and unit:
            yield "not empty"
        elif low is not None:
            yield f"at least {low}{unit}"
        elif high is not None:
            yield f"at most {high}{unit}"
    size = schema.get("x-salesiq-max-bytes")
    if size:
        yield f"at most {size:,} bytes"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
