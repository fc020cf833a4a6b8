"""A parameter or form field has the wrong data type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import param_fault, types_in_words

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ303"
NAME = "wrong-param-type"
SEVERITY = Severity.ERROR
PREDICTS = (1007,)
EXPLAINS: Final = (Meaning.WRONG_TYPE,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return param_fault(case, fault, f"the parameter cannot be read as {types_in_words(fault.detail)}", 1007, 1011)
