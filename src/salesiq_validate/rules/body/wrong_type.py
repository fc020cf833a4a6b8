"""A value of the JSON body has the wrong data type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import body_fault, types_in_words

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ403"
NAME = "wrong-json-type"
SEVERITY = Severity.ERROR
PREDICTS = (1007,)
EXPLAINS: Final = (Meaning.WRONG_TYPE,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    message = f"{fault.shape} stands where {types_in_words(fault.detail)} is expected"
    if fault.path.segments:
        return body_fault(case, fault, message, 1007, 1015, 1011)
    return body_fault(case, fault, message, 1015, 1007, 1011)
