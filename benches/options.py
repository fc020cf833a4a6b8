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
    """The settings from the command line."""

    rounds: int
    #: A small amount: the figures mean nothing, but everything runs.
    quick: bool
    #: The folder for files; it is removed at the end.
    folder: Path

    @property
    def exchanges(self) -> int:
        """How many different exchanges the corpus has."""
        return 60 if self.quick else 4000

    def corpora(self, *, faults: int = 0) -> Iterator[list[Made]]:
        """Corpora of several seeds, which share no ids and so hardly any URLs.

        A validator remembers some thousand URLs. If it read one corpus repeatedly, it would know all of them. If it
        reads these in turn, it knows none of the ids, as in traffic that is read once.
        """
        for seed in range(1, 3 if self.quick else 9):
            yield corpus(self.exchanges, seed=seed, faults=faults)

    def megabytes(self, full: float) -> float:
        """Return the size of a file, given its size in a full run."""
        return 1 if self.quick else full

    @cached_property
    def valid(self) -> list[Made]:
        """Return exchanges without a fault."""
        return corpus(self.exchanges)

    @cached_property
    def faulty(self) -> list[Made]:
        """Return exchanges that all have a fault."""
        return [made for made in corpus(self.exchanges, faults=60) if made.fault is not None]
