"""A key of the JSON body is not documented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import body_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault
    from salesiq_validate.rules.schema_faults import SchemaFault

CODE = "SIQ408"
NAME = "unknown-json-key"
SEVERITY = Severity.WARNING
PREDICTS = ()
EXPLAINS: Final = (Meaning.UNLISTED,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return body_fault(case, fault, "the key is not documented here", None, 1015, 1011)
