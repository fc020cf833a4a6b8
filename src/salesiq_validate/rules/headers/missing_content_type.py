"""A request with a body has no Content-Type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ206"
NAME = "missing-content-type"
SEVERITY = Severity.WARNING
PREDICTS = (1054,)


def fires(plan: OperationPlan) -> bool:
    return bool(plan.bodies)


def check(case: Case) -> Iterator[Fault]:
    plan = case.plan
    if plan is None or case.content_type is not None or not case.has_body or case.may_lack("content-type"):
        return
    yield Fault(
        "header",
        "the request has a body and no Content-Type",
        Basis.INFERRED,
        header="Content-Type",
        code=1054,
        hint=f"send {' or '.join(plan.media_types)}",
    )
