"""ContractUse: the part of the contract that tests exercise; test reports carry it, even from xdist's workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from attrs import asdict, define, field, fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.run.results.summary import Summary
    from salesiq_validate.run.steps import Judgement

#: The attribute of a test's report; pytest passes on attributes that consist of simple values.
ATTRIBUTE: Final = "salesiq_validate"


@define
class ContractUse:
    """The number of exchanges, and the operations and codes that they exercise."""

    exchanges: int = 0
    refused: int = 0
    #: operationIds.
    operations: set[str] = field(factory=set)
    #: SalesIQ's codes of refusals, expected or not.
    codes: set[int] = field(factory=set)
    #: Absolute paths of the loaded cassettes.
    cassettes: set[str] = field(factory=set)

    def add(self, judged: Iterable[Judgement]) -> None:
        """Count exchanges."""
        for _, report, _ in judged:
            if report is not None:
                refused = set() if report.refused_with is None else {report.refused_with}
                operation = set() if report.operation is None else {report.operation}
                # 0 is a refusal without a code.
                self.update(ContractUse(1, len(refused), operation, refused - {0}))

    @classmethod
    def of(cls, summary: Summary) -> ContractUse:
        """Return the use of a recording."""
        operations = {operation for operation in summary.operations if operation is not None}
        return cls(summary.total.exchanges, summary.total.refusals, operations, set(summary.codes) - {0})

    def update(self, other: ContractUse) -> None:
        """Add the counts of another instance."""
        for name in (attribute.name for attribute in fields(ContractUse)):
            mine, its = getattr(self, name), getattr(other, name)
            setattr(self, name, mine + its if isinstance(mine, int) else mine | its)

    @property
    def properties(self) -> Iterator[tuple[str, object]]:
        """Return the properties of the test's case in JUnit XML."""
        yield from (("salesiq_operation", operation) for operation in sorted(self.operations))
        yield from (("salesiq_code", code) for code in sorted(self.codes))

    def as_plain(self) -> dict[str, Any]:
        """Return numbers and lists."""
        return {name: value if isinstance(value, int) else sorted(value) for name, value in asdict(self).items()}

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> ContractUse:
        """Return the value that `as_plain` returned as numbers and lists."""
        counts_and_sets: dict[str, Any] = {
            name: value if isinstance(value, int) else set(value) for name, value in values.items()
        }
        return cls(**counts_and_sets)


#: Under this key, an item stores what it has exercised so far.
USE: Final = pytest.StashKey[ContractUse]()
