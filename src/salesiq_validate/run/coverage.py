"""Coverage: how much of the contract some traffic exercised: operations, error codes and scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from salesiq_validate.reporters import CoverageRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesiq_validate.validator import Validator


class TrafficUse(Protocol):
    """What some traffic called, and what refused it, such as a `Summary`."""

    @property
    def operations(self) -> Iterable[str | None]:
        """OperationIds; None for exchanges that match none."""
        ...

    @property
    def codes(self) -> Iterable[int]:
        """SalesIQ's codes of refusals."""
        ...


def coverage_of(exercised: TrafficUse, validator: Validator) -> tuple[CoverageRow, ...]:
    """Return the coverage of the operations, codes and scopes of the catalogue, including extensions.

    A code counts when a refusal carried it; a scope when an operation that needs it was called. Operations of
    deprecated versions and codes of legacy pages are not asked for.
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
    """Return the exercised share in percent; of nothing, all is exercised."""
    return 100 * covered.seen / covered.total if covered.total else 100.0
