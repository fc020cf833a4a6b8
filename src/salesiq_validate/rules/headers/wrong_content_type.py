"""The Content-Type is not what the operation reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.decode.media_type import parse
from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.plan import KINDS

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ205"
NAME = "wrong-content-type"
SEVERITY = Severity.ERROR
PREDICTS = (1054,)


def fires(plan: OperationPlan) -> bool:
    return bool(plan.bodies)


def check(case: Case) -> Iterator[Fault]:
    plan = case.plan
    if plan is None or case.content_type is None or not case.has_body:
        return
    media = parse(case.content_type)
    if media is not None and KINDS.get(str(media)) in plan.bodies:
        return
    # +json and text/json are JSON to many servers; whether to this one, no page says.
    basis = Basis.INFERRED if media is not None and media.is_json else Basis.DOCUMENTED
    yield Fault(
        "header",
        "the Content-Type is none that the operation reads",
        basis,
        header="Content-Type",
        code=1054,
        hint=f"send {' or '.join(plan.media_types)}",
    )
