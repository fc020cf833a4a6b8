"""The screen name is missing from the URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ105"
NAME = "missing-screen-name"
SEVERITY = Severity.ERROR
PREDICTS = (1006,)


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.MISSING_SCREEN_NAME):
        yield Fault(
            "url",
            "the URL lacks the screen name of a portal",
            fault.basis,
            code=1006,
            alternatives=(1005,),
            hint=fault.hint,
        )
