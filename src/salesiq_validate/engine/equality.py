"""JSON types and JSON equality, without recursion."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import Any, Final

#: The types of JSON Schema in the order in which they are listed.
TYPES: Final = ("null", "boolean", "integer", "number", "string", "array", "object")

#: From here on a float is an integer of which the shortest decimal form need not tell all digits.
_EXACT: Final = 2**53


def admits(types: frozenset[str], value: Any) -> bool:
    """Tell whether a value of plain JSON is of one of the types; 1.0 is an integer, true is not."""
    if value is None:
        return "null" in types
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, int | float):
        return "number" in types or ("integer" in types and (isinstance(value, int) or value.is_integer()))
    name = "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"
    return name in types


def number(value: float) -> float:
    """Return a number that compares as its JSON text does: an int if that is what the text means.

    `json.dumps(2.0**63)` is 9.223372036854776e+18, which is 9223372036854776000 and not 2**63. jsonschema-rs counts in
    the same way.
    """
    if isinstance(value, int) or not value.is_integer():
        return value
    return int(value) if abs(value) < _EXACT else int(Decimal(repr(value)))


def canonical(value: Any) -> Hashable:
    """Return what two plain JSON values have in common exactly when they are equal: 1 and 1.0, but not 1 and true."""
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
