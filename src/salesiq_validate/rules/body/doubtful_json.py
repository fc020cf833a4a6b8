"""The JSON text is read differently by different readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.problems import DOUBTFUL, place

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ412"
NAME = "doubtful-json"
SEVERITY = Severity.WARNING
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    for problem in case.body_problems:
        if problem.kind in DOUBTFUL:
            yield Fault(
                "body",
                f"{problem.detail}{place(problem)}",
                Basis.INFERRED,
                path=problem.path,
                alternatives=(1015, 1011, 1007, 1051),
            )
