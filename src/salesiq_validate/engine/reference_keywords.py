"""Keywords of the reference engine: functions that jsonschema calls with a validator, the keyword's value, a document.

Some replace functions of jsonschema with another meaning: one error for each member, patterns of ECMA-262, numbers by
their decimal text, equality without recursion. The others are here because jsonschema writes the whole value into its
messages, which takes time, reveals values, and fails for integers of more than 4,300 digits. Errors here have no
message; we read only their place (`path`), their keyword and their schema.
"""

# ruff: noqa: ARG001 - jsonschema calls all keywords alike
from __future__ import annotations

import operator
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from jsonschema.exceptions import ValidationError

from salesiq_validate.engine import ecma
from salesiq_validate.engine.values import admits, canonical, number

#: Replaces the subschema `false`, because jsonschema 4.26 forgets its place. No keyword of a schema has a space.
NEVER: Final = "never valid"

#: Steps that all patterns together may take with one document.
_ALL_STEPS: Final = 5 * ecma.PATTERN_STEPS

_NUMBERS: Final = frozenset({"number"})

_Errors = Iterator[ValidationError]

_state = threading.local()


@contextmanager
def noting_undecided() -> Iterator[list[str]]:
    """Collect the patterns that stay undecided meanwhile, because a text or all texts together are too long."""
    undecided: list[str] = []
    _state.undecided, _state.steps = undecided, 0
    try:
        yield undecided
    finally:
        del _state.undecided, _state.steps


def _matches(pattern: str, text: str, *, undecided: bool) -> bool:
    """Whether a text has a match; `undecided` if that would take too long to find out."""
    read = ecma.read_pattern(pattern)
    _state.steps += read.steps(text)
    found = None if _state.steps > _ALL_STEPS else read.matches(text)
    if found is None:
        _state.undecided.append(pattern)
        return undecided
    return found


def _ref(validator: Any, target: dict[str, Any], instance: Any, schema: Any) -> _Errors:
    """Judge by the subschema that `reference.ReferenceEngine` has put in place of a reference."""
    yield from validator.descend(instance, target)


def _never(validator: Any, value: Any, instance: Any, schema: Any) -> _Errors:
    """Refuse everything."""
    yield ValidationError("")


def _required(validator: Any, names: list[str], instance: Any, schema: Any) -> _Errors:
    if isinstance(instance, dict):
        for name in names:
            if name not in instance:
                yield ValidationError("", path=(name,))


def _dependent_required(validator: Any, dependents: dict[str, list[str]], instance: Any, schema: Any) -> _Errors:
    if isinstance(instance, dict):
        for name, names in dependents.items():
            if name in instance:
                yield from _required(validator, names, instance, schema)


def _additional_properties(validator: Any, subschema: dict[str, Any], instance: Any, schema: dict[str, Any]) -> _Errors:
    if not isinstance(instance, dict):
        return
    listed = schema.get("properties", {})
    patterns = schema.get("patternProperties", ())
    for name, value in instance.items():
        if name in listed or any(_matches(pattern, name, undecided=True) for pattern in patterns):
            continue
        if NEVER in subschema:
            yield ValidationError("", path=(name,))
        else:
            yield from validator.descend(value, subschema, path=name)


def _pattern_properties(validator: Any, patterns: dict[str, Any], instance: Any, schema: Any) -> _Errors:
    if isinstance(instance, dict):
        for pattern, subschema in patterns.items():
            for name, value in instance.items():
                if _matches(pattern, name, undecided=False):
                    yield from validator.descend(value, subschema, path=name, schema_path=pattern)


def _property_names(validator: Any, subschema: dict[str, Any], instance: Any, schema: Any) -> _Errors:
    if isinstance(instance, dict):
        judge = validator.evolve(schema=subschema)
        for name in instance:
            if not judge.is_valid(name):
                yield ValidationError("", path=(name,))


def _items(validator: Any, subschema: dict[str, Any], instance: Any, schema: dict[str, Any]) -> _Errors:
    if not isinstance(instance, list):
        return
    for index in range(len(schema.get("prefixItems", ())), len(instance)):
        if NEVER in subschema:
            yield ValidationError("", path=(index,))
        else:
            yield from validator.descend(instance[index], subschema, path=index)


def _pattern(validator: Any, text: str, instance: Any, schema: Any) -> _Errors:
    if isinstance(instance, str) and not _matches(text, instance, undecided=True):
        yield ValidationError("")


def _enum(validator: Any, options: list[Any], instance: Any, schema: Any) -> _Errors:
    value = canonical(instance)
    if all(canonical(option) != value for option in options):
        yield ValidationError("")


def _const(validator: Any, value: Any, instance: Any, schema: Any) -> _Errors:
    if canonical(value) != canonical(instance):
        yield ValidationError("")


def _unique_items(validator: Any, unique: bool, instance: Any, schema: Any) -> _Errors:  # noqa: FBT001 - jsonschema's order
    if unique and isinstance(instance, list) and len(set(map(canonical, instance))) < len(instance):
        yield ValidationError("")


def _limit(meets: Callable[[float, float], bool]) -> Callable[[Any, float, Any, Any], _Errors]:
    def limit(validator: Any, value: float, instance: Any, schema: Any) -> _Errors:
        if admits(_NUMBERS, instance) and not meets(number(instance), number(value)):
            yield ValidationError("")

    return limit


def _count(
    of: type[list[Any] | str | dict[str, Any]], meets: Callable[[int, int], bool]
) -> Callable[[Any, int, Any, Any], _Errors]:
    def count(validator: Any, value: int, instance: Any, schema: Any) -> _Errors:
        if isinstance(instance, of) and not meets(len(instance), value):
            yield ValidationError("")

    return count


def _type(validator: Any, types: str | list[str], instance: Any, schema: Any) -> _Errors:
    if not admits(frozenset([types] if isinstance(types, str) else types), instance):
        yield ValidationError("")


def _any_of(validator: Any, branches: list[Any], instance: Any, schema: Any) -> _Errors:
    context: list[ValidationError] = []
    for index, branch in enumerate(branches):
        errors = list(validator.descend(instance, branch, schema_path=index))
        if not errors:
            return
        context += errors
    yield ValidationError("", context=context)


def _one_of(validator: Any, branches: list[Any], instance: Any, schema: Any) -> _Errors:
    context: list[ValidationError] = []
    met = 0
    for index, branch in enumerate(branches):
        errors = list(validator.descend(instance, branch, schema_path=index))
        context += errors
        met += not errors
    if met != 1:
        yield ValidationError("", context=() if met else context)


def _not(validator: Any, subschema: dict[str, Any], instance: Any, schema: Any) -> _Errors:
    if validator.evolve(schema=subschema).is_valid(instance):
        yield ValidationError("")


def _contains(validator: Any, subschema: dict[str, Any], instance: Any, schema: dict[str, Any]) -> _Errors:
    if isinstance(instance, list):
        met = sum(map(validator.evolve(schema=subschema).is_valid, instance))
        if not schema.get("minContains", 1) <= met <= schema.get("maxContains", met):
            yield ValidationError("")


def _unevaluated_items(validator: Any, subschema: dict[str, Any], instance: Any, schema: dict[str, Any]) -> _Errors:
    if not isinstance(instance, list):
        return
    judge, begin, contained = validator.evolve(schema=subschema), 0, []
    for part in _parts_in_force(validator, instance, schema):
        if "items" in part or (part is not schema and "unevaluatedItems" in part):
            return
        begin = max(begin, len(part.get("prefixItems", ())))
        if "contains" in part:
            contained.append(validator.evolve(schema=part["contains"]))
    rest = instance[begin:]
    if not all(judge.is_valid(item) or any(other.is_valid(item) for other in contained) for item in rest):
        yield ValidationError("")


def _unevaluated_properties(
    validator: Any, subschema: dict[str, Any], instance: Any, schema: dict[str, Any]
) -> _Errors:
    if not isinstance(instance, dict):
        return
    rest = dict(instance)
    for part in _parts_in_force(validator, instance, schema):
        if "additionalProperties" in part or (part is not schema and "unevaluatedProperties" in part):
            return
        for name in part.get("properties", ()):
            rest.pop(name, None)
        for pattern in part.get("patternProperties", ()):
            rest = {name: value for name, value in rest.items() if not _matches(pattern, name, undecided=True)}
    judge = validator.evolve(schema=subschema)
    if not all(map(judge.is_valid, rest.values())):
        yield ValidationError("")


def _parts_in_force(validator: Any, instance: Any, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a schema and those subschemas for the same place that count, because the instance meets them."""
    todo = [schema]
    while todo:
        part = todo.pop()
        yield part
        if "$ref" in part:
            todo.append(part["$ref"])
        if isinstance(instance, dict):
            todo += [each for name, each in part.get("dependentSchemas", {}).items() if name in instance]
        for keyword in ("allOf", "anyOf", "oneOf"):
            todo += [each for each in part.get(keyword, ()) if validator.evolve(schema=each).is_valid(instance)]
        if "if" in part:
            met = validator.evolve(schema=part["if"]).is_valid(instance)
            todo += [part["if"]] if met else []
            todo += [part[branch] for branch in (("then",) if met else ("else",)) if branch in part]


def _multiple_of(validator: Any, step: float, instance: Any, schema: Any) -> _Errors:
    if not admits(_NUMBERS, instance):
        return
    value, step = number(instance), number(step)
    if isinstance(value, int) and isinstance(step, int):
        fits = value % step == 0
    else:
        fits = (_exact(value) / _exact(step)).denominator == 1
    if not fits:
        yield ValidationError("")


@lru_cache(maxsize=256)
def _exact(value: float) -> Fraction:
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


#: Keywords by name; for all others, jsonschema's own function is used.
KEYWORDS: Final[Mapping[str, Callable[..., _Errors]]] = {
    "$ref": _ref,
    NEVER: _never,
    "additionalProperties": _additional_properties,
    "anyOf": _any_of,
    "const": _const,
    "contains": _contains,
    "dependentRequired": _dependent_required,
    "enum": _enum,
    "exclusiveMaximum": _limit(lambda value, limit: value < limit),
    "exclusiveMinimum": _limit(lambda value, limit: value > limit),
    "items": _items,
    "maxItems": _count(list, operator.le),
    "maxLength": _count(str, operator.le),
    "maxProperties": _count(dict, operator.le),
    "maximum": _limit(lambda value, limit: value <= limit),
    "minimum": _limit(lambda value, limit: value >= limit),
    "minItems": _count(list, operator.ge),
    "minLength": _count(str, operator.ge),
    "minProperties": _count(dict, operator.ge),
    "multipleOf": _multiple_of,
    "not": _not,
    "oneOf": _one_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "propertyNames": _property_names,
    "required": _required,
    "type": _type,
    "unevaluatedItems": _unevaluated_items,
    "unevaluatedProperties": _unevaluated_properties,
    "uniqueItems": _unique_items,
}
