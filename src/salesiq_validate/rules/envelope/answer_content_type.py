"""A JSON answer is labelled as something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.case import NOTHING
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ507"
NAME = "answer-content-type"
SEVERITY = Severity.INFO
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    media = case.answer_type
    if media is not None and not media.is_json and isinstance(case.answer, dict):
        yield Fault(
            "header", "the answer is JSON, but its Content-Type says otherwise", Basis.INFERRED, header="Content-Type"
        )
    elif media is None and case.answer is not NOTHING and case.response is not None and case.response.headers:
        dropped = case.response.unrecorded_headers
        if "content-type" not in dropped and "*" not in dropped:
            yield Fault("header", "the answer has no Content-Type", Basis.INFERRED, header="Content-Type")
