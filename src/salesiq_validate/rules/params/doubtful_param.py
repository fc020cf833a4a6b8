"""A parameter does not look like what the pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.advisories import advice
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import param_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ307"
NAME = "doubtful-param"
SEVERITY = Severity.INFO
PREDICTS = ()
EXPLAINS: Final = (Meaning.ADVISED,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return param_fault(case, fault, advice(fault.schema), None, 1011, 1007, 1029)
