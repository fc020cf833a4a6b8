"""Entries from readers: exchanges, findings about entries that cannot be read, and a mark for skipped ones."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, TypeAlias

from salesiq_validate.exchange import Exchange
from salesiq_validate.finding import Finding, Severity, Side
from salesiq_validate.rules.registry import RULE_OF

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from salesiq_validate.exchange import Origin


class Skipped(enum.Enum):
    """The type of `SKIPPED`."""

    SKIPPED = "skipped"

    def __repr__(self) -> str:
        return "SKIPPED"


#: An entry whose URL the caller did not want: counted, but neither decoded nor kept.
SKIPPED: Final = Skipped.SKIPPED

#: One step of reading. An entry gives an exchange, `SKIPPED` or nothing, followed by its findings, if any.
Entry: TypeAlias = Exchange | Finding | Skipped

#: Decides by the URL whether the caller wants an entry.
Keep: TypeAlias = "Callable[[str], bool]"


def problem(
    rule: ModuleType, message: str, origin: Origin, *, hint: str | None = None, severity: Severity | None = None
) -> Finding:
    """Make the finding that a reader yields.

    Arguments:
        rule: one of the modules in `salesiq_validate.rules.reading`.
        message: our own words; it quotes nothing from the entry.
        severity: None for the rule's own severity.
    """
    value = RULE_OF[rule]
    return Finding(value, severity or value.severity, Side.RECORDING, "entry", message, hint=hint, origin=origin)
