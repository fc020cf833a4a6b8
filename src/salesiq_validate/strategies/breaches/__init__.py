"""Breaches: every way to break the contract of an operation in one place, for tests and strategies.

Each module lists the breaches of one part of a request: the call, its query, a whole body, the members of a JSON body,
and the fields of a form.
"""

from __future__ import annotations

from functools import cache

from salesiq_validate.contract.operation import Operation
from salesiq_validate.strategies.breaches import bodies, calls, fields, members, queries
from salesiq_validate.strategies.breaches.breach import Breach

__all__ = ["Breach", "breaches"]


@cache
def breaches(operation: Operation) -> tuple[Breach, ...]:
    """Return every known way to break the operation's contract in one place."""
    sources = (calls, queries, bodies, members, fields)
    return tuple(breach for source in sources for breach in source.breaches(operation) if _shows(operation, breach))


def _shows(operation: Operation, breach: Breach) -> bool:
    """Tell whether a breach leaves the request recognisable as one for this operation.

    If operations share method and path and a mark distinguishes one, a request without the mark is not for that one.
    """
    if operation.when is None:
        return True
    if breach.where == "param":
        return not (breach.keyword == "required" and breach.param in operation.when.query)
    if breach.where != "body" or not operation.when.body:
        return True
    is_mark = len(breach.shape) == 1 and breach.shape[0] in operation.when.body
    return bool(breach.shape) and not (breach.keyword == "required" and is_mark)
