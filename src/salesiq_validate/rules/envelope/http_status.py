"""The HTTP status is not 200, which the overview documents for success and failure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ508"
NAME = "http-status"
SEVERITY = Severity.INFO
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    if case.response is not None and case.response.status not in (200, None):
        yield Fault("status", f"the HTTP status is {case.response.status}; 200 is documented for every answer")
