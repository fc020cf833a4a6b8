"""The URL does not begin with https."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ103"
NAME = "insecure-scheme"
SEVERITY = Severity.ERROR
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    for _ in faults_of(case, UrlFaultKind.INSECURE_SCHEME):
        yield Fault(
            "url", "the scheme is not https, so the token travels in the clear", Basis.EXAMPLE, hint="write https://"
        )
