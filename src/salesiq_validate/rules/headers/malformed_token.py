"""The access token does not look like one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ203"
NAME = "malformed-token"
SEVERITY = Severity.INFO
PREDICTS = (1008,)


def check(case: Case) -> Iterator[Fault]:
    facts = case.context.router.servers.authorization
    scheme, _, token = (case.authorization or "").strip().partition(" ")
    if scheme.lower() == facts.scheme.lower() and token.strip() and not facts.token.search(token.strip()):
        yield Fault(
            "header",
            "the token does not look like the access tokens on Zoho's pages",
            Basis.INFERRED,
            header="Authorization",
            code=1008,
            hint="they look like 1000.<hexadecimal digits>.<hexadecimal digits>; other forms may be right too",
        )
