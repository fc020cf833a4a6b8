"""The path is documented, but not with this method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ110"
NAME = "wrong-method"
SEVERITY = Severity.ERROR
PREDICTS = (1004,)


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.WRONG_METHOD):
        yield Fault(
            "url",
            "the path is documented, but not with this method",
            fault.basis,
            code=1004,
            alternatives=(1010, 1006),
            hint=fault.hint,
        )
