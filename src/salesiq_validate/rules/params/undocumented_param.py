"""A parameter or form field is not documented for the operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import param_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ304"
NAME = "undocumented-param"
SEVERITY = Severity.WARNING
PREDICTS = ()
EXPLAINS: Final = (Meaning.UNLISTED,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return param_fault(case, fault, "the parameter is not documented for this operation", None, 1011)
