"""The path that a refusal names leads nowhere in the request that was sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules import bodies
from salesiq_validate.rules.case import NOTHING
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ602"
NAME = "lost-json-key"
SEVERITY = Severity.INFO
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    refusal = case.refusal
    json_key = refusal.get("json_key") if refusal is not None else None
    if not isinstance(json_key, str) or case.allows((refusal or {}).get("code")):
        return
    path = KeyPath.read(json_key)
    if path is None:
        yield Fault(
            "envelope", "the refusal's json_key is no path in SalesIQ's syntax", path=KeyPath(("error", "json_key"))
        )
        return
    if case.request is None or case.plan is None:
        return
    bodies.read(case)
    if case.document is NOTHING or path.locate(case.document) is not None:
        return
    absent_key = path.segments and path.parent.locate(case.document) is not None
    if not absent_key:
        yield Fault(
            "envelope", "the refusal names a place that the request's body does not have", Basis.INFERRED, path=path
        )
