"""A value of the JSON body is none that the key can have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import body_fault, constraint_in_words

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ404"
NAME = "unusable-json-value"
SEVERITY = Severity.ERROR
PREDICTS = (1015,)
EXPLAINS: Final = (Meaning.UNUSABLE,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    code = 1015 if fault.code is None else fault.code
    others = tuple(other for other in (1015, 1007, 1011) if other != code)
    return body_fault(case, fault, f"the value is {constraint_in_words(fault)}", code, *others)
