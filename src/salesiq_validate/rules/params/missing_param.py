"""A required parameter or form field is absent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import param_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault

CODE = "SIQ301"
NAME = "missing-param"
SEVERITY = Severity.ERROR
PREDICTS = (1011,)


def check(case: Case) -> Iterator[Fault]:
    for fault in case.faults.of(Meaning.MISSING, params=True):
        yield param_fault(case, fault, "a required parameter is absent", 1011, 1015, 1031)
