"""An id is sent as a JSON number beyond 2^53."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import body_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ705"
NAME = "unsafe-integer"
SEVERITY = Severity.WARNING
PREDICTS = ()
EXPLAINS: Final = (Meaning.UNSAFE_INTEGER,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return body_fault(
        case,
        fault,
        "the id is a JSON number beyond 2^53, which many readers round; send it as a string",
        None,
        1007,
        1015,
        basis=Basis.INFERRED,
    )
