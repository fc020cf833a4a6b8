"""Coverage: how many operations, error codes and scopes of the contract some traffic exercised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from salesiq_validate.reporters import CoverageRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesiq_validate.validator import Validator


class TrafficUse(Protocol):
    """The operations that some traffic called and the codes of its refusals, such as a `Summary`."""

    @property
    def operations(self) -> Iterable[str | None]:
        """OperationIds; None for exchanges that match no operation."""
        ...

    @property
    def codes(self) -> Iterable[int]:
        """SalesIQ's codes in refusals."""
        ...


def coverage_of(exercised: TrafficUse, validator: Validator) -> tuple[CoverageRow, ...]:
    """Return the coverage of the operations, codes and scopes of the catalogue, including extensions.

    A code counts if a refusal carried it. A scope counts if the traffic called an operation that needs it. Coverage
    does not include operations of deprecated versions and codes of legacy pages.
    """
    families = validator.router.servers
    operations = {
        operation.id: operation
        for operation in validator.operations
        if operation.path is not None
        and not ((family := families.family_of(operation.path.split("/")[1:])) is not None and family.deprecated)
    }
    codes = {str(code) for code, entry in validator.errors.items() if entry.status != "legacy"}
    scopes = {scope for operation in operations.values() for way in operation.scopes for scope in way}
    called = {name for name in exercised.operations if name in operations}
    needed = {scope for name in called for way in operations[name].scopes[:1] for scope in way}
    return (
        _covered("operations", called, set(operations)),
        _covered("error codes", {str(code) for code in exercised.codes} & codes, codes),
        _covered("scopes", needed, scopes),
    )


def _covered(kind: str, seen: set[str], all_of_them: set[str]) -> CoverageRow:
    return CoverageRow(kind=kind, seen=len(seen), total=len(all_of_them), missing=sorted(all_of_them - seen))


def percent(covered: CoverageRow) -> float:
    """Return the exercised share in percent; it is 100 if there is nothing to exercise."""
    return 100 * covered.seen / covered.total if covered.total else 100.0
