"""The Authorization header is absent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ201"
NAME = "missing-authorization"
SEVERITY = Severity.ERROR
PREDICTS = (1002,)


def check(case: Case) -> Iterator[Fault]:
    if (case.authorization is None or not case.authorization.strip()) and not case.may_lack("authorization"):
        yield Fault(
            "header",
            "the Authorization header is absent",
            header="Authorization",
            code=1002,
            hint=f"send Authorization: {case.context.router.servers.authorization.scheme} <access token>",
        )
