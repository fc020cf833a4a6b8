"""The answer carries an error code that no list holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ510"
NAME = "unknown-code"
SEVERITY = Severity.WARNING
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    refusal = case.refusal
    code = refusal.get("code") if refusal is not None else None
    if type(code) is int and code not in case.context.errors:
        yield Fault("envelope", "this error code is in no published list", path=KeyPath(("error", "code")))
