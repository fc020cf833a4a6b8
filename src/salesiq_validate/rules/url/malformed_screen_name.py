"""What stands in the screen name's place cannot be one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.misroute import UrlFaultKind
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ106"
NAME = "malformed-screen-name"
SEVERITY = Severity.ERROR
PREDICTS = (1005,)

_MESSAGES = {
    UrlFaultKind.PLACEHOLDER: "a placeholder that was never filled stands in the screen name's place",
    UrlFaultKind.MALFORMED_SCREEN_NAME: "the screen name holds characters that no screen name was seen with",
    UrlFaultKind.NUMERIC_SCREEN_NAME: "a long number, most likely an id, stands in the screen name's place",
}


def check(case: Case) -> Iterator[Fault]:
    for fault in faults_of(case, *_MESSAGES):
        yield Fault(
            "url",
            _MESSAGES[fault.kind],
            fault.basis,
            code=1005,
            alternatives=(1006,),
            hint="the screen name stands in the dashboard's address: https://salesiq.zoho.com/<screen name>/index",
        )
