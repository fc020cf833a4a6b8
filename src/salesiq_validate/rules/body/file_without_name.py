"""A multipart body carries the file's field as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ413"
NAME = "file-without-name"
SEVERITY = Severity.WARNING
PREDICTS = ()


def fires(plan: OperationPlan) -> bool:
    return bool(plan.files)


def check(case: Case) -> Iterator[Fault]:
    if case.multipart is None or case.plan is None:
        return
    for part in case.multipart.parts:
        if part.name in case.plan.files and part.filename is None and part.size:
            yield Fault(
                "param",
                "the part of a file has no file name, so servers take it for a text field",
                Basis.INFERRED,
                param=part.name,
                alternatives=(1011, 1015, 1028),
            )
