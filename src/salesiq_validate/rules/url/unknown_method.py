"""No operation of the API uses this method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ111"
NAME = "unknown-method"
SEVERITY = Severity.ERROR
PREDICTS = (1010,)


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.UNKNOWN_METHOD):
        yield Fault(
            "url",
            "no operation of the API uses this method",
            fault.basis,
            code=1010,
            alternatives=(1004,),
            hint=fault.hint,
        )
