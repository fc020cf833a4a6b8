"""A value that names a department is no department id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import body_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ406"
NAME = "department-id"
SEVERITY = Severity.ERROR
PREDICTS = (1025,)
EXPLAINS: Final = (Meaning.DEPARTMENT_ID,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return body_fault(case, fault, "the value does not look like a department id", 1025, 1015, 1007, 1011)
