"""No such resource is part of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ108"
NAME = "unknown-resource"
SEVERITY = Severity.ERROR
PREDICTS = (1006,)


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.UNKNOWN_RESOURCE):
        yield Fault(
            "url", "the API has no such resource", fault.basis, code=1006, alternatives=(1019,), hint=fault.hint
        )
