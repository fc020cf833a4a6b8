"""A parameter does not look like what the pages show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.advisories import advice
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import param_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault

CODE = "SIQ307"
NAME = "doubtful-param"
SEVERITY = Severity.INFO
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    for fault in case.faults.of(Meaning.ADVISED, params=True):
        yield param_fault(case, fault, advice(fault.schema), None, 1011, 1007, 1029)
