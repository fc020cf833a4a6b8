"""The host is no known server of SalesIQ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ101"
NAME = "unknown-server"
SEVERITY = Severity.WARNING
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, UrlFaultKind.UNKNOWN_SERVER):
        yield Fault("url", "the host is none of SalesIQ's documented servers", fault.basis, hint=fault.hint)
