"""The data of a success are not as the operation's page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.redact import shape_of
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.wording import types_in_words

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ513"
NAME = "answer-drift"
SEVERITY = Severity.INFO
PREDICTS = ()


def fires(plan: OperationPlan) -> bool:
    return plan.data is not None


def check(case: Case) -> Iterator[Fault]:
    described = case.plan.data if case.plan is not None else None
    answer = case.answer
    if described is None or not isinstance(answer, dict) or "data" not in answer or "error" in answer:
        return
    for violation in described.judge.violations(answer["data"]):
        path = KeyPath(("data", *violation.pointer))
        message = "the value is not what the page shows"
        shape = None
        if violation.keyword == "type":
            message = f"the page shows {types_in_words(violation.detail)} here"
        if violation.keyword != "required":
            shape = shape_of(path.resolve(answer))
        yield Fault("envelope", message, Basis.INFERRED, path=path, shape=shape)
