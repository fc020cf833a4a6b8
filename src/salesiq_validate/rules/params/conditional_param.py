"""A parameter or key is absent that another one makes necessary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ309"
NAME = "missing-under-condition"
SEVERITY = Severity.ERROR
PREDICTS = (1011, 1015)


def fires(plan: OperationPlan) -> bool:
    return plan.operation is not None and "x-salesiq-conditions" in plan.operation.document


def check(case: Case) -> Iterator[Fault]:
    if case.operation is None:
        return
    for condition in case.operation.document["x-salesiq-conditions"]:
        sent = case.top_level(condition["in"])
        if not _holds(condition["when"], sent):
            continue
        for name in condition["require"]:
            if name in sent:
                continue
            basis = Basis(condition.get("basis", "documented"))
            message = f"this is required because of {condition['when']['key']}"
            if condition["in"] == "query" or case.body_kind != "json":
                yield Fault("param", message, basis, param=name, code=1011, alternatives=(1015, 1031))
            else:
                yield Fault("body", message, basis, path=KeyPath((name,)), code=1015, alternatives=(1011, 1031))


def _holds(when: dict[str, Any], sent: Mapping[str, Any]) -> bool:
    if when["key"] not in sent:
        return False
    # Not `in`: to Python, 0 is False.
    value = sent[when["key"]]
    return "equals" not in when or any(type(value) is type(wanted) and value == wanted for wanted in when["equals"])
