"""A single object carries sync_time, which is documented for lists only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.answers import is_list_get
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ509"
NAME = "sync-time"
SEVERITY = Severity.INFO
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    answer = case.answer
    if not isinstance(answer, dict) or "sync_time" not in answer or "data" not in answer:
        return
    if not is_list_get(case):
        yield Fault("envelope", "sync_time is documented for GET requests of lists only", path=KeyPath(("sync_time",)))
