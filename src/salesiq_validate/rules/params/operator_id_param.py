"""A parameter that names an operator holds no operator id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import param_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ305"
NAME = "operator-id-param"
SEVERITY = Severity.ERROR
PREDICTS = (1024,)
EXPLAINS: Final = (Meaning.OPERATOR_ID,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return param_fault(case, fault, "the parameter does not look like an operator id", 1024, 1011, 1007, 1020)
