"""The answer is not the JSON that it should be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.answers import speaks
from salesiq_validate.rules.case import NOTHING
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.problems import MALFORMED, place

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ506"
NAME = "unreadable-answer"
SEVERITY = Severity.ERROR
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    response = case.response
    if response is None or response.body is UNRECORDED or not speaks(case):
        return
    if not response.body:
        if response.body is not None and response.body != b"":
            return
        if case.operation is None or not (case.operation.empty_response or case.operation.data is None):
            yield Fault("envelope", "the answer has no body; an envelope is documented", Basis.INFERRED)
        return
    for problem in case.answer_problems:
        if problem.kind in MALFORMED:
            yield Fault("envelope", f"the answer is not JSON: {problem.detail}{place(problem)}", path=problem.path)
            return
    if case.answer is NOTHING and not case.answer_problems:
        media = case.answer_type
        basis = Basis.DOCUMENTED if case.operation is not None and case.operation.data is not None else Basis.INFERRED
        if media is not None:
            yield Fault("envelope", "the answer is of another media type; a JSON envelope is documented", basis)
