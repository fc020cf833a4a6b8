"""The operation needs a body and none was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ401"
NAME = "missing-body"
SEVERITY = Severity.ERROR
PREDICTS = (1015,)


def fires(plan: OperationPlan) -> bool:
    return plan.body_required


def check(case: Case) -> Iterator[Fault]:
    if case.has_body or case.request is None or case.request.body is UNRECORDED or case.operation is None:
        return
    yield Fault(
        "body",
        "the operation needs a body and none was sent",
        case.operation.basis_of("body"),
        code=1015,
        alternatives=(1011, 1031),
    )
