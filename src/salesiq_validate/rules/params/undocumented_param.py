"""A parameter or form field is not documented for the operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import param_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault

CODE = "SIQ304"
NAME = "undocumented-param"
SEVERITY = Severity.WARNING
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    for fault in case.faults.of(Meaning.UNLISTED, params=True):
        yield param_fault(case, fault, "the parameter is not documented for this operation", None, 1011)
