"""JSON values: their types, their equality (without recursion), and the branch of a union that a value is meant for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from decimal import Decimal
from typing import Any, Final

#: The types of JSON Schema, in the order that we list them.
TYPES: Final = ("null", "boolean", "integer", "number", "string", "array", "object")

#: Keywords whose value lists branches, one of which must hold.
UNIONS: Final = frozenset({"anyOf", "oneOf"})

#: From here on, a float is an integer, and its shortest decimal form may differ from that integer's digits.
_EXACT: Final = 2**53


def admits(types: frozenset[str], value: Any) -> bool:
    """Tell whether a value of plain JSON has one of the types; 1.0 is an integer, true is not."""
    if value is None:
        return "null" in types
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, int | float):
        return "number" in types or ("integer" in types and (isinstance(value, int) or value.is_integer()))
    name = "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"
    return name in types


def number(value: float) -> float:
    """Return a number that compares like its JSON text: an int if the text means an integer.

    `json.dumps(2.0**63)` is 9.223372036854776e+18, which is 9223372036854776000 and not 2**63. jsonschema-rs compares
    in the same way.
    """
    if isinstance(value, int) or not value.is_integer():
        return value
    return int(value) if abs(value) < _EXACT else int(Decimal(repr(value)))


def canonical(value: Any) -> Hashable:
    """Return a key that is the same for equal plain JSON values only: 1 and 1.0 are equal, 1 and true are not."""
    tokens: list[Hashable] = []
    todo = [value]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            names = sorted(node)
            tokens.append(("{", *names))
            todo.extend([node[name] for name in names])
        elif isinstance(node, list):
            tokens.append(("[", len(node)))
            todo.extend(node)
        elif isinstance(node, bool):
            tokens.append(("bool", node))
        elif isinstance(node, int | float):
            tokens.append(number(node))
        else:
            tokens.append(node)
    return tokens[0] if len(tokens) == 1 else tuple(tokens)


# -- unions ---------------------------------------------------------------------------------------------------------


def meant_branch(branches: list[Any], value: Any) -> int | None:
    """Return the index of the only branch that a value of plain JSON can be meant for, or None.

    With it, findings can report the faults in that branch, not just that no branch fits. Two marks distinguish
    branches: the JSON types that they accept, and a property that every remaining branch restricts to its own values
    by `const` or `enum` (a discriminator).
    """
    possible = [index for index, branch in enumerate(branches) if admits(own_types(branch), value)]
    if len(possible) > 1 and isinstance(value, dict):
        for name, owner in _discriminators([(index, branches[index]) for index in possible]):
            if name in value:
                return owner.get(canonical(value[name]))
    return possible[0] if len(possible) == 1 else None


def own_types(schema: Any) -> frozenset[str]:
    """Return the JSON types that a subschema accepts, judged only by its own `type`."""
    if schema is False:
        return frozenset()
    types = schema.get("type", TYPES) if isinstance(schema, dict) else TYPES
    return frozenset((types,) if isinstance(types, str) else types)


def types_of_all(branches: list[Any]) -> tuple[str, ...]:
    """Return the JSON types that some branch accepts, in the order of `TYPES`."""
    admitted = frozenset[str]().union(*map(own_types, branches))
    return tuple(name for name in TYPES if name in admitted)


def _discriminators(branches: list[tuple[int, Any]]) -> Iterator[tuple[str, dict[Hashable, int]]]:
    """Yield every property that distinguishes the branches, with the branch for each of its values."""
    first = branches[0][1]
    for name in first.get("properties", {}) if isinstance(first, dict) else ():
        owner: dict[Hashable, int] = {}
        for index, branch in branches:
            options = _options(branch, name)
            if not options or not owner.keys().isdisjoint(options):
                break
            owner.update(dict.fromkeys(options, index))
        else:
            yield name, owner


def _options(branch: Any, name: str) -> frozenset[Hashable]:
    """Return the values that a branch allows for a property by `const` or `enum`; empty if it allows any."""
    schema = branch.get("properties", {}).get(name) if isinstance(branch, dict) else None
    if not isinstance(schema, dict):
        return frozenset()
    options = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return frozenset(map(canonical, options))
