"""Exchanges that are made of a decoded entry when somebody asks for a part of them, which of right calls nobody does.

To make the values of an exchange takes a fifth of the time in which it is read and judged. A glance asks for its gist
alone, which the decoded entry gives as it is.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Final

from salesiq_validate.exchange import Exchange

_PARTS: Final = ("request", "response", "origin", "time")


class Unmade(Exchange):
    """An exchange like any other, whose slots fill when the first of them is read; a copy is a plain `Exchange`."""

    __slots__ = ()

    def __new__(cls, *parts: Any, **named: Any) -> Any:
        """Make a copy, as `attrs.evolve` and `pickle` do; readers make theirs without."""
        return Exchange(*parts, **named)

    @abstractmethod
    def _made(self) -> Exchange:
        """Make the exchange of what was decoded."""

    def __getattr__(self, name: str) -> Any:
        """Fill the slots; a slot that is filled is never asked for here."""
        if name not in _PARTS:
            raise AttributeError(name)
        made = self._made()
        for part in _PARTS:
            object.__setattr__(self, part, getattr(made, part))
        return getattr(made, name)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Exchange):
            return NotImplemented
        return all(getattr(self, part) == getattr(other, part) for part in _PARTS)

    __hash__ = Exchange.__hash__
