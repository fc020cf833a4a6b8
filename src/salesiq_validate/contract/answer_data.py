"""The data of a success: what its own page shows, and what only the page of the same thing's detail shows.

Some pages show nothing of a list's items. Others show a few members of what was created or changed, without the id that
every client goes on with; a client may count on the rest as well, which is the same thing by its `object`. What is
borrowed is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from salesiq_validate.engine import inline_refs

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation, Schema

_HOLE: Final = re.compile(r"\{(\w+)\}")


def answer_data(operation: Operation, operations: Iterable[Operation]) -> Schema | None:
    """Return the description of a success's data without references; None where no page shows it.

    Arguments:
        operation: that answers.
        operations: among which its detail is looked for.
    """
    if operation.data is None:
        return None
    found: Schema = inline_refs(operation.data, operation.definitions)
    if found.get("type") == "array":
        detail = None if "items" in found else _detail(operation, operations)
        return found if detail is None else {**found, "items": detail}
    shown = found.get("properties", {})
    if operation.method not in {"POST", "PUT"} or not shown or "id" in shown:
        return found
    detail = _detail(operation, [other for other in operations if other.objects == operation.objects]) or {}
    listed = detail.get("properties", {})
    return {**found, "properties": {**listed, **shown}} if "id" in listed else found


def _detail(operation: Operation, operations: Iterable[Operation]) -> Schema | None:
    """Return how the page of one thing describes it: of the thing that a PUT changes, or one below the path."""
    for other in operations:
        template, _, hole = (other.path or "").rpartition("/")
        is_below = template == operation.path and _HOLE.fullmatch(hole) is not None
        is_detail = other.path == operation.path if operation.method == "PUT" else is_below
        if is_detail and other.method == "GET" and other.data is not None:
            found: Schema = inline_refs(other.data, other.definitions)
            return found
    return None
