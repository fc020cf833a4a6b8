"""Shared paths: decides which of the operations with the same method and path a request means."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.judging.call import Call


def in_order_of_meaning(call: Call, operations: tuple[Operation, ...]) -> list[Operation]:
    """Return the operations that a request may mean, the most likely first.

    The marks of `when` count first, then how many of the body's keys an operation lists. An operation without marks
    comes before operations whose marks are absent. If a request has a mark and nothing contradicts it, operations
    that do not know the mark are excluded, even if they allow further keys.
    """
    keys = frozenset(call.top_level("body"))
    query = dict(parse_qsl(call.query, keep_blank_values=True))
    headers = {name.lower(): value for name, value in call.request.headers}

    def rank(operation: Operation) -> tuple[bool, int, bool]:
        listed = sum(key in _keys(operation) for key in keys)
        marked = operation.when is not None and operation.when.holds(keys, query, headers)
        return (marked and listed == len(keys), listed, marked or operation.when is None)

    ordered = sorted(operations, key=rank, reverse=True)
    first = ordered[0]
    if first.when is None or not rank(first)[0]:
        return ordered
    if first.when.holds((), {}, headers):
        return [first]
    marks = keys & first.when.body
    return [operation for operation in ordered if marks <= _keys(operation)]


def _keys(operation: Operation) -> frozenset[str]:
    return frozenset(key for schema in operation.bodies.values() for key in schema.get("properties", ()))
