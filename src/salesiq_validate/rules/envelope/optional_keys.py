"""An error envelope carries optional keys that its code is not documented to have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ512"
NAME = "optional-error-keys"
SEVERITY = Severity.WARNING
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    refusal = case.refusal
    if refusal is None:
        return
    present = [key for key in ("json_key", "param", "header") if key in refusal]
    if len(present) > 1:
        yield Fault(
            "envelope", f"more than one of the optional keys is set: {', '.join(present)}", path=KeyPath(("error",))
        )
    code = refusal.get("code")
    entry = case.context.errors.get(code) if type(code) is int else None
    if entry is None or entry.status != "documented":
        return
    for key in present:
        if key not in entry.optional_keys | entry.observed_keys:
            yield Fault(
                "envelope",
                f"code {code} is not documented to carry {key}",
                Basis.DOCUMENTED,
                path=KeyPath(("error", key)),
            )
