"""The host belongs to another data centre than the configured one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ102"
NAME = "other-data-centre"
SEVERITY = Severity.ERROR
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.OTHER_DATA_CENTRE):
        yield Fault(
            "url", "the host belongs to another data centre than the configured one", fault.basis, hint=fault.hint
        )
