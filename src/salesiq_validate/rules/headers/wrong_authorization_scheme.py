"""The Authorization header uses another scheme than Zoho-oauthtoken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ202"
NAME = "wrong-authorization-scheme"
SEVERITY = Severity.ERROR
PREDICTS = (1002,)


def check(case: Case) -> Iterator[Fault]:
    if case.authorization is None or not case.authorization.strip():
        return
    facts = case.context.router.servers.authorization
    scheme, _, token = case.authorization.strip().partition(" ")
    if scheme.lower() == facts.scheme.lower() and token.strip():
        return
    known = facts.wrong_schemes.get(scheme.lower())
    basis = facts.basis if known is None else known
    if scheme.lower() == facts.scheme.lower():
        message = "the Authorization header holds a scheme and no token"
    elif token:
        message = f"the Authorization scheme is {'Bearer' if known else 'another'} instead of {facts.scheme}"
    else:
        message = "the Authorization header holds no scheme in front of the token"
    yield Fault(
        "header",
        message,
        basis,
        header="Authorization",
        code=1002,
        alternatives=(1008,),
        hint=f"send Authorization: {facts.scheme} <access token>",
    )
