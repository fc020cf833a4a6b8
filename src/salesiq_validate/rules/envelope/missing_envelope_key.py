"""A success envelope lacks url or object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.answers import may_be_bare
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ503"
NAME = "missing-envelope-key"
SEVERITY = Severity.ERROR
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    answer = case.answer
    if not isinstance(answer, dict) or "data" not in answer or "error" in answer or may_be_bare(case):
        return
    for key in ("url", "object"):
        if key not in answer:
            yield Fault("envelope", "a success envelope needs this key", path=KeyPath((key,)))
