"""A success says inside that part of it failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.redact import shape_of
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ706"
NAME = "partial-failure"
SEVERITY = Severity.WARNING
PREDICTS = ()


def fires(plan: OperationPlan) -> bool:
    return bool(plan.failure_keys)


def check(case: Case) -> Iterator[Fault]:
    if case.plan is None or not isinstance(case.answer, dict) or not isinstance(case.answer.get("data"), dict):
        return
    for key in case.plan.failure_keys:
        failed = case.answer["data"].get(key)
        if failed:
            yield Fault(
                "envelope",
                "the answer is a success, but part of the request failed",
                Basis.EXAMPLE,
                path=KeyPath(("data", key)),
                shape=shape_of(failed),
            )
