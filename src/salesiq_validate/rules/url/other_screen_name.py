"""The screen name is not the configured one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ107"
NAME = "other-screen-name"
SEVERITY = Severity.ERROR
PREDICTS = (1005,)


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.OTHER_SCREEN_NAME):
        yield Fault("url", "the screen name is not the configured one", fault.basis, code=1005, alternatives=(1006,))
