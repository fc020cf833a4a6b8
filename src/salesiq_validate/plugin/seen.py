"""Seen: what of the contract tests exercised; it travels with the reports of tests, so from xdist's workers as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.run.steps import Judged

#: The attribute of a test's report; whatever stands in one is passed on as long as it is made of plain values.
ATTRIBUTE: Final = "salesiq_validate"


@define
class Seen:
    """Exchanges counted, and what they exercised."""

    exchanges: int = 0
    refused: int = 0
    #: operationIds.
    operations: set[str] = field(factory=set)
    #: SalesIQ's codes of refusals, expected or not.
    codes: set[int] = field(factory=set)
    #: Absolute paths of cassettes that were loaded.
    cassettes: set[str] = field(factory=set)

    def add(self, judged: Iterable[Judged]) -> None:
        """Count exchanges."""
        for exchange, report, _ in judged:
            if exchange is not None and report is not None:
                self.exchanges += 1
                if report.operation is not None:
                    self.operations.add(report.operation)
                if report.refused_with is not None:
                    self.refused += 1
                    # 0 is a refusal without one.
                    self.codes |= {report.refused_with} - {0}

    @classmethod
    def of(cls, summary: Summary) -> Seen:
        """Return what a recording exercised."""
        return cls(
            summary.total.exchanges,
            summary.total.refusals,
            {operation for operation in summary.operations if operation is not None},
            set(summary.codes) - {0},
        )

    def update(self, other: Seen) -> None:
        """Count what another one has."""
        self.exchanges += other.exchanges
        self.refused += other.refused
        self.operations |= other.operations
        self.codes |= other.codes
        self.cassettes |= other.cassettes

    @property
    def properties(self) -> Iterator[tuple[str, object]]:
        """For the test's case in JUnit XML."""
        for operation in sorted(self.operations):
            yield "salesiq_operation", operation
        for code in sorted(self.codes):
            yield "salesiq_code", code

    def as_plain(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "exchanges": self.exchanges,
            "refused": self.refused,
            "operations": sorted(self.operations),
            "codes": sorted(self.codes),
            "cassettes": sorted(self.cassettes),
        }

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> Seen:
        """Return what `as_plain` was made of."""
        return cls(
            values["exchanges"],
            values["refused"],
            set(values["operations"]),
            set(values["codes"]),
            set(values["cassettes"]),
        )


#: Where an item keeps what it has exercised so far.
SEEN: Final = pytest.StashKey[Seen]()
