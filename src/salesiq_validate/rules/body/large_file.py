"""An uploaded file is larger than documented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.operation import basis_of
from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

CODE = "SIQ411"
NAME = "large-file"
SEVERITY = Severity.ERROR
PREDICTS = (1027,)


def fires(plan: OperationPlan) -> bool:
    return any("x-salesiq-max-bytes" in schema for schema in plan.files.values())


def check(case: Case) -> Iterator[Fault]:
    if case.multipart is None or case.plan is None:
        return
    for part in case.multipart.parts:
        schema = case.plan.files.get(part.name, {})
        limit = schema.get("x-salesiq-max-bytes")
        if limit is not None and part.size > limit:
            yield Fault(
                "param",
                f"the file is larger than the documented {limit} bytes",
                basis_of(schema, "x-salesiq-max-bytes"),
                param=part.name,
                shape=f"a file of {part.size} bytes",
                code=1027,
            )
