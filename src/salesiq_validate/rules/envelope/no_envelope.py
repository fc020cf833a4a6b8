"""The answer holds neither data nor error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.redact import shape_of
from salesiq_validate.rules.answers import speaks
from salesiq_validate.rules.case import NOTHING
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ501"
NAME = "no-envelope"
SEVERITY = Severity.ERROR
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    answer = case.answer
    if answer is NOTHING or not speaks(case) or (case.operation is not None and case.operation.bare_answer):
        return
    if not isinstance(answer, dict):
        yield Fault("envelope", "the answer is no JSON object", path=KeyPath(), shape=shape_of(answer))
    elif "data" not in answer and "error" not in answer:
        yield Fault(
            "envelope",
            "the answer holds neither data nor error, so it is no envelope of SalesIQ",
            path=KeyPath(),
            shape=shape_of(answer),
        )
