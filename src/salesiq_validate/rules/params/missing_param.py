"""A required parameter or form field is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import param_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ301"
NAME = "missing-param"
SEVERITY = Severity.ERROR
PREDICTS = (1011,)
EXPLAINS: Final = (Meaning.MISSING,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return param_fault(case, fault, "a required parameter is absent", 1011, 1015, 1031)
