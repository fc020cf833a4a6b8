"""A known error code comes with another message than documented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ511"
NAME = "message-drift"
SEVERITY = Severity.INFO
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    refusal = case.refusal
    if refusal is None:
        return
    code, message = refusal.get("code"), refusal.get("message")
    entry = case.context.errors.get(code) if type(code) is int else None
    if entry is not None and isinstance(message, str) and not entry.says(message):
        yield Fault(
            "envelope",
            "the message is not the one that is documented for this code",
            path=KeyPath(("error", "message")),
            hint=f"documented is: {entry.message}",
        )
