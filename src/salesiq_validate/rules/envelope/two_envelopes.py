"""The answer holds both data and error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ502"
NAME = "data-and-error"
SEVERITY = Severity.ERROR
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    if isinstance(case.answer, dict) and "data" in case.answer and "error" in case.answer:
        yield Fault("envelope", "the answer holds both data and error", path=KeyPath())
