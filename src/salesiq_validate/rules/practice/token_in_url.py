"""A secret travels in the URL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.redact import is_secret_name
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ701"
NAME = "token-in-url"
SEVERITY = Severity.WARNING
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    for pair in case.query.split("&"):
        name = unquote_plus(pair.partition("=")[0])
        documented = case.plan is not None and name in case.plan.query
        if is_secret_name(name) and not documented:
            yield Fault(
                "param",
                "a secret in a URL ends up in logs and histories",
                Basis.INFERRED,
                param=name,
                hint="Zoho takes the token in the Authorization header",
            )
