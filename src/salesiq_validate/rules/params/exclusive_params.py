"""Parameters or keys that exclude each other are sent together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.wording import either

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ308"
NAME = "exclusive-names"
SEVERITY = Severity.ERROR
PREDICTS = (1011, 1015)


def fires(plan: OperationPlan) -> bool:
    return plan.operation is not None and "x-salesiq-exclusive" in plan.operation.document


def check(case: Case) -> Iterator[Fault]:
    if case.operation is None:
        return
    for group in case.operation.document["x-salesiq-exclusive"]:
        present = [name for name in case.top_level(group["in"]) if name in group["names"]]
        if len(present) < 2:
            continue
        basis = Basis(group.get("basis", "documented"))
        message = f"only one of {either(group['names'])} may be sent"
        if group["in"] == "query" or case.body_kind != "json":
            yield Fault("param", message, basis, param=present[1], code=1011, alternatives=(1015, 1007))
        else:
            yield Fault("body", message, basis, path=KeyPath((present[1],)), code=1015, alternatives=(1011, 1007))
