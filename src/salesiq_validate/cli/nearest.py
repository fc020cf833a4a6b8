"""The message about a name that does not exist: it gives the nearest existing name, or all names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesiq_validate.exceptions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


def no_such(kind: str, name: str, known: Iterable[str]) -> str:
    """Return a sentence about an unknown name, with the few known names."""
    names = list(known)
    nearest = did_you_mean(name, names) or f" There {'is only' if len(names) == 1 else 'are'} {', '.join(names)}."
    return f"There is no {kind} {name!r}.{nearest}"
