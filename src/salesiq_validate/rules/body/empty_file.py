"""An uploaded file is empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ410"
NAME = "empty-file"
SEVERITY = Severity.ERROR
PREDICTS = (1018,)


def fires(plan: OperationPlan) -> bool:
    return bool(plan.files)


def check(case: Case) -> Iterator[Fault]:
    if case.multipart is None or case.plan is None:
        return
    for part in case.multipart.parts:
        if part.name in case.plan.files and part.size == 0:
            yield Fault(
                "param",
                "the file is empty",
                param=part.name,
                shape="a file of 0 bytes",
                code=1018,
                alternatives=(1015, 1011),
            )
