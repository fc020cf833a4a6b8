"""Judging a request's body by a JSON Schema of the caller's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from salesiq_validate.contract.route import UrlFaultKind
from salesiq_validate.judging.plan import JudgedSchema, OperationPlan
from salesiq_validate.rules import order as stages

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

#: Whoever brings a schema for a path that is not documented knows the path better than the catalogue.
_FORGIVEN: Final = frozenset({UrlFaultKind.UNKNOWN_RESOURCE, UrlFaultKind.UNKNOWN_PATH, UrlFaultKind.WRONG_METHOD})
#: Of such a path, its method too; and what it might have been meant for is nothing to judge it by.
_NOWHERE: Final = frozenset({UrlFaultKind.UNKNOWN_RESOURCE, UrlFaultKind.UNKNOWN_PATH})
#: Schemas that stay compiled.
_REMEMBERED: Final = 256


class SchemaPlans:
    """Plans for the schemas that callers bring, remembered by their content."""

    def __init__(self) -> None:
        self._plans: dict[tuple[object, str], OperationPlan] = {}

    def plan(self, case: Case, schema: Mapping[str, Any], plan_of: Callable[[Any], OperationPlan]) -> OperationPlan:
        """Return a plan that is the operation's, but for the body's schema; and forgive the unknown path."""
        assert case.route is not None
        is_elsewhere = any(fault.kind in _NOWHERE for fault in case.route.faults)
        forgiven = _FORGIVEN | {UrlFaultKind.UNKNOWN_METHOD} if is_elsewhere else _FORGIVEN
        route = case.route = attrs.evolve(
            case.route,
            operations=() if is_elsewhere else case.route.operations,
            faults=tuple(fault for fault in case.route.faults if fault.kind not in forgiven),
        )
        operation = route.operations[0] if route.operations else None
        key = (operation, json.dumps(schema, sort_keys=True))
        made = self._plans.get(key)
        if made is None:
            judged = JudgedSchema(case.context, schema)
            judged.judge  # noqa: B018 - compiles now, so that an unusable schema is told of here
            kinds = tuple(plan_of(operation).bodies) if operation is not None else ()
            made = stages.plan(case.context, operation, bodies=dict.fromkeys(kinds or ("json", "form"), judged))
            if len(self._plans) >= _REMEMBERED:
                self._plans.clear()
            self._plans[key] = made
        return made
