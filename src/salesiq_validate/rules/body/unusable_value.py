"""A value of the JSON body is none that the key can have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.schema_faults import Meaning
from salesiq_validate.rules.wording import body_fault, constraint_in_words

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.fault import Fault

CODE = "SIQ404"
NAME = "unusable-json-value"
SEVERITY = Severity.ERROR
PREDICTS = (1015,)


def check(case: Case) -> Iterator[Fault]:
    for fault in case.faults.of(Meaning.UNUSABLE, params=False):
        code = 1015 if fault.code is None else fault.code
        others = tuple(other for other in (1015, 1007, 1011) if other != code)
        yield body_fault(case, fault, f"the value is {constraint_in_words(fault)}", code, *others)
