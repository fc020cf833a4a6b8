"""A body is too large, too deep or cannot be decompressed, so it was not judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.problems import UNREAD, place

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ008"
NAME = "body-not-judged"
SEVERITY = Severity.WARNING
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    problems = case.body_problems if case.answering is False else case.answer_problems
    for problem in problems:
        if problem.kind in UNREAD:
            yield Fault("entry", f"{problem.detail}{place(problem)}", path=problem.path)
