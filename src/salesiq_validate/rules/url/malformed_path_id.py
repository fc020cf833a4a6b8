"""An id in the path does not look like one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ112"
NAME = "malformed-path-id"
SEVERITY = Severity.ERROR
PREDICTS = (1019,)


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.MALFORMED_ID):
        yield Fault(
            "url",
            f"what stands for {{{fault.parameter}}} in the path does not look like one",
            fault.basis,
            param=fault.parameter,
            code=1019,
            alternatives=(1006, 1011),
            hint=fault.hint,
        )
