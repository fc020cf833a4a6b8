"""Callers' schemas: judging a request's body by a JSON Schema of the caller's own."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from salesiq_validate.contract.route import Route, UrlFaultKind

#: Whoever brings a schema for a path that is not documented knows the path better than the contract.
_FORGIVEN: Final = frozenset({UrlFaultKind.UNKNOWN_RESOURCE, UrlFaultKind.UNKNOWN_PATH, UrlFaultKind.WRONG_METHOD})
#: Of such a path, its method too; and what it might have been meant for is nothing to judge it by.
_NOWHERE: Final = frozenset({UrlFaultKind.UNKNOWN_RESOURCE, UrlFaultKind.UNKNOWN_PATH})


def forgiven(route: Route) -> Route:
    """Return a route without the faults that a caller's own schema answers for."""
    is_elsewhere = any(fault.kind in _NOWHERE for fault in route.faults)
    kinds = _FORGIVEN | {UrlFaultKind.UNKNOWN_METHOD} if is_elsewhere else _FORGIVEN
    return evolve(
        route,
        operations=() if is_elsewhere else route.operations,
        faults=tuple(fault for fault in route.faults if fault.kind not in kinds),
    )
