"""An id is sent as a JSON number beyond 2^53."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import body_fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault

CODE = "SIQ705"
NAME = "unsafe-integer"
SEVERITY = Severity.WARNING
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    for fault in case.faults.of(Meaning.UNSAFE_INTEGER, params=False):
        yield body_fault(
            case,
            fault,
            "the id is a JSON number beyond 2^53, which many readers round; send it as a string",
            None,
            1007,
            1015,
            basis=Basis.INFERRED,
        )
