"""No such path is documented under a resource that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ109"
NAME = "unknown-path"
SEVERITY = Severity.ERROR
PREDICTS = (1006,)


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.UNKNOWN_PATH):
        yield Fault(
            "url",
            "no such path is documented under this resource",
            fault.basis,
            code=1006,
            alternatives=(1004, 1005, 1010, 1019),
            hint=fault.hint,
        )
