"""The body is not well-formed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.problems import MALFORMED, place

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ409"
NAME = "malformed-body"
SEVERITY = Severity.ERROR
PREDICTS = (1015,)


def check(case: Case) -> Iterator[Fault]:
    for problem in case.body_problems:
        if problem.kind in MALFORMED:
            yield Fault(
                "body",
                f"{problem.detail}{place(problem)}",
                path=problem.path,
                code=1015,
                alternatives=(1011, 1007, 1051),
            )
