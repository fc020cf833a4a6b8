"""An update changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ407"
NAME = "empty-update"
SEVERITY = Severity.ERROR
PREDICTS = (1031,)


def fires(plan: OperationPlan) -> bool:
    return plan.is_update


def check(case: Case) -> Iterator[Fault]:
    if case.body_kind == "json" and case.document == {} and not case.body_problems:
        yield Fault(
            "body",
            "the update holds no key, so there is nothing to change",
            Basis.INFERRED,
            path=KeyPath(),
            shape="an empty object",
            code=1031,
            alternatives=(1015, 1011),
        )
