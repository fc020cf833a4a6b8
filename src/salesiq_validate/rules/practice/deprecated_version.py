"""The operation belongs to an older version of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ704"
NAME = "deprecated-version"
SEVERITY = Severity.INFO
PREDICTS = ()


def fires(plan: OperationPlan) -> bool:
    return plan.is_deprecated


def check(case: Case) -> Iterator[Fault]:
    if case.plan is not None and case.plan.is_deprecated:
        main = case.context.router.servers.main.prefix
        yield Fault("url", "this belongs to an older version of the API", hint=f"the current one is under {main}/")
