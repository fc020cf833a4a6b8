"""A required key is absent from the JSON body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import body_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ402"
NAME = "missing-json-key"
SEVERITY = Severity.ERROR
PREDICTS = (1015,)
EXPLAINS: Final = (Meaning.MISSING,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return body_fault(case, fault, "a required key is absent", 1015, 1011, 1031)
