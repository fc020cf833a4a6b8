"""Choose the branch of a failed union that a document meant, so that its faults are told rather than "none of these".

Two marks tell branches apart: the JSON types that they take, and a property that every remaining branch restricts to
values of its own by `const` or `enum` (a discriminator). Where they leave anything but one branch, the union itself is
at fault.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, Final

from salesiq_validate.engine.equality import TYPES, admits, canonical

#: Unions of which one branch must hold.
KEYWORDS: Final = frozenset({"anyOf", "oneOf"})


def meant_branch(branches: list[Any], value: Any) -> int | None:
    """Return the index of the only branch that a value of plain JSON can have meant, or None."""
    possible = [index for index, branch in enumerate(branches) if admits(types_of(branch), value)]
    if len(possible) > 1 and isinstance(value, dict):
        for name, owner in _discriminators([(index, branches[index]) for index in possible]):
            if name in value:
                return owner.get(canonical(value[name]))
    return possible[0] if len(possible) == 1 else None


def types_of(schema: Any) -> frozenset[str]:
    """Return the JSON types that a subschema takes as far as its own `type` tells."""
    if schema is False:
        return frozenset()
    types = schema.get("type", TYPES) if isinstance(schema, dict) else TYPES
    return frozenset((types,) if isinstance(types, str) else types)


def types_of_all(branches: list[Any]) -> tuple[str, ...]:
    """Return the JSON types that some branch takes, in the order of `TYPES`."""
    admitted = frozenset[str]().union(*map(types_of, branches))
    return tuple(name for name in TYPES if name in admitted)


def _discriminators(branches: list[tuple[int, Any]]) -> Iterator[tuple[str, dict[Hashable, int]]]:
    """Yield every property that tells the branches apart, with the branch that each of its values stands for."""
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
    """Return the values that a branch leaves a property by `const` or `enum`; none if it leaves any."""
    schema = branch.get("properties", {}).get(name) if isinstance(branch, dict) else None
    if not isinstance(schema, dict):
        return frozenset()
    options = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return frozenset(map(canonical, options))
