"""What a keyword at a place of a schema demands, as both engines put it into a `Violation`."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

from salesiq_validate.engine.equality import canonical
from salesiq_validate.engine.unions import KEYWORDS as UNIONS
from salesiq_validate.engine.unions import types_of_all

#: The keyword of a place where the schema is `false`.
FALSE: Final = "false"

#: Keywords that are told under the name of another.
ALIASES: Final = {"minContains": "contains", "maxContains": "contains"}

#: Keywords of which each missing member is a violation of its own, with its name for a detail.
BY_NAME: Final = frozenset({"required", "dependentRequired"})

_SCALARS: Final = (str, int, float, bool, type(None))


def detail_of(schema: dict[str, Any], keyword: str) -> Hashable:
    """Return what a keyword demands, in a form that can be hashed; not for `BY_NAME`."""
    if keyword in UNIONS:
        return types_of_all(schema[keyword])
    value = schema.get(keyword)
    if keyword == "type":
        return (value,) if isinstance(value, str) else tuple(value or ())
    if keyword == "enum":
        return tuple([_hashable(option) for option in value or ()])
    if keyword == "const":
        return _hashable(value)
    # What is left and no scalar is a subschema: its place says more than a copy of it.
    return value if isinstance(value, _SCALARS) else None


def _hashable(value: Any) -> Hashable:
    return value if isinstance(value, _SCALARS) else canonical(value)
