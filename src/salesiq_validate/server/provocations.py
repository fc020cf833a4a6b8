"""Provocations: refusals that a user ordered, and the calls that get them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from attrs import define

from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.server.error_envelope import envelope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesiq_validate.validator import Validator


@define(repr=False)
class _Order:
    operation: str | None
    envelope: Mapping[str, Any]
    times: int


class Provocations:
    """The orders of one stand-in, each for a number of calls; safe to share between threads."""

    def __init__(self, validator: Validator) -> None:
        self._validator = validator
        self._known = {operation.id: operation for operation in validator.operations}
        self._orders: list[_Order] = []
        self._lock = threading.Lock()

    def add(self, code: int, operation: str | None = None, times: int = 1, **place: str | None) -> None:
        """Order a refusal for the next calls.

        Arguments:
            code: SalesIQ's code.
            operation: operationId; None for any operation.
            times: how many calls get it.
            place: `json_key`, `param` or `header`, if the code may name one.

        Raises:
            UnknownName: there is no such code or operation; the message has the nearest one.
            UnusableArgument: the number of calls is 0, or SalesIQ never names such a place with this code.
        """
        if type(times) is not int or times < 1:
            raise UnusableArgument("times must be a whole number of at least 1")
        if operation is not None and operation not in self._known:
            raise UnknownName("operation", operation, tuple(self._known))
        order = _Order(operation, self.envelope(code, operation, **place), times)
        with self._lock:
            self._orders.append(order)

    def envelope(self, code: int, operation: str | None = None, **place: str | None) -> Mapping[str, Any]:
        """Return the error envelope of a code, with the message of the operation's page if it has its own.

        Raises:
            UnknownName: there is no such code; the message has the nearest ones.
            UnusableArgument: the code is not a number, or SalesIQ never names such a place with this code.
        """
        if operation not in self._known:
            operation = None
        return envelope(self._validator, code, operation=operation, **place)

    def next_for(self, operation: str | None) -> Mapping[str, Any] | None:
        """Take the oldest order for a call; return None if there is none."""
        if not self._orders:
            return None
        with self._lock:
            for order in self._orders:
                if order.operation in (None, operation):
                    order.times -= 1
                    if not order.times:
                        self._orders.remove(order)
                    return order.envelope
        return None

    @property
    def unused(self) -> tuple[tuple[int, str | None, int], ...]:
        """Orders that no call has got yet: code, operationId or None for any, and how often."""
        with self._lock:
            return tuple((order.envelope["error"]["code"], order.operation, order.times) for order in self._orders)

    def clear(self) -> None:
        """Delete all orders."""
        with self._lock:
            self._orders.clear()
