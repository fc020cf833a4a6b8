"""Options: how much a section measures, and the corpus that all sections share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from attrs import define

from corpus import corpus
from exchanges import Made


@define(slots=False, kw_only=True)
class Options:
    """What the command line decided."""

    rounds: int
    #: Too little for figures that mean something, but everything runs.
    quick: bool
    #: For files; it is removed at the end.
    folder: Path

    @property
    def exchanges(self) -> int:
        """How many different exchanges the corpus has."""
        return 60 if self.quick else 4000

    def corpora(self, *, faults: int = 0) -> Iterator[list[Made]]:
        """Corpora of several seeds, which share no id and so hardly a URL.

        A validator remembers some thousand URLs. Over one corpus again and again it would know them all; over these in
        turn it knows none of the ids, as with traffic that is read once.
        """
        for seed in range(1, 3 if self.quick else 9):
            yield corpus(self.exchanges, seed=seed, faults=faults)

    def megabytes(self, full: float) -> float:
        """How large a file is made where it would be so large in full."""
        return 1 if self.quick else full

    @cached_property
    def valid(self) -> list[Made]:
        """Exchanges without a fault."""
        return corpus(self.exchanges)

    @cached_property
    def faulty(self) -> list[Made]:
        """Exchanges that all have a fault."""
        return [made for made in corpus(self.exchanges, faults=60) if made.fault is not None]
