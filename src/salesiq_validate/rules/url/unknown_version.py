"""The path begins like the API, but with no version or family of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ104"
NAME = "unknown-api-version"
SEVERITY = Severity.ERROR
PREDICTS = (1006,)

_MESSAGES = {
    UrlFaultKind.UNKNOWN_VERSION: "this version of the API is not documented",
    UrlFaultKind.NO_API_PREFIX: "the path is none of the API",
    UrlFaultKind.UNREADABLE: "the URL cannot be read",
}


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, *_MESSAGES):
        yield Fault("url", _MESSAGES[fault.kind], fault.basis, code=1006, hint=fault.hint)
