"""The token lacks the scope that the operation needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ204"
NAME = "scope-not-granted"
SEVERITY = Severity.ERROR
PREDICTS = (1009,)


def fires(plan: OperationPlan) -> bool:
    return plan.scope_missing


def check(case: Case) -> Iterator[Fault]:
    operation = case.operation
    if operation is None:
        return
    needed = " or ".join(", ".join(way) for way in operation.scopes)
    yield Fault(
        "header",
        f"the granted scopes do not allow {operation.id}",
        operation.basis_of("scopes"),
        header="Authorization",
        code=1009,
        hint=f"it needs {needed}",
    )
