"""Paging: finds out which items of a list a request asks for, by the documented parameters of its operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from salesiq_validate.contract.operation import Operation, Parameter

#: Number of items in a list with pages, and in one without. A page usually has 20 items, so there are two pages.
PAGED: Final = 25
WHOLE: Final = 3
_PAGE: Final = 20


def total_of(operation: Operation) -> int:
    """Return the total number of items."""
    return PAGED if _known(operation).keys() & {"index", "page", "limit"} else WHOLE


def page_of(operation: Operation, query: Mapping[str, str]) -> range:
    """Return the positions of the items that a request asks for, counted from 0."""
    known, total = _known(operation), total_of(operation)
    if not known.keys() & {"index", "page", "limit"}:
        return range(total)
    size = max(0, _number(known, query, "limit", _PAGE))
    start = 0
    if "page" in known:
        start = (_number(known, query, "page", 1) - 1) * size
    elif "index" in known:
        schema = known["index"].schema
        # Some pages count from 1, some from 0; the schema's minimum or default shows which.
        first = 1 if 1 in (schema.get("minimum"), schema.get("default")) else 0
        start = _number(known, query, "index", first) - first
    start = max(0, start)
    return range(min(start, total), min(start + size, total))


def _known(operation: Operation) -> Mapping[str, Parameter]:
    return {parameter.name: parameter for parameter in operation.parameters if parameter.location == "query"}


def _number(known: Mapping[str, Parameter], query: Mapping[str, str], name: str, fallback: int) -> int:
    if name not in known:
        return fallback
    text = query.get(name, "")
    if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 16:
        return int(text)
    default = known[name].schema.get("default", fallback)
    return default if type(default) is int else fallback
