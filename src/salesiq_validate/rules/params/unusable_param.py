"""A parameter or form field has a value that it cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import constraint_in_words, param_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ302"
NAME = "unusable-param"
SEVERITY = Severity.ERROR
PREDICTS = (1011,)
EXPLAINS: Final = (Meaning.UNUSABLE, Meaning.UNSAFE_INTEGER)


def explain(case: Case, fault: SchemaFault) -> Fault:
    code = 1011 if fault.code is None else fault.code
    return param_fault(case, fault, f"the parameter is {constraint_in_words(fault)}", code, 1007, 1029)
