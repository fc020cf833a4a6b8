"""Catalogue: the operations and error codes that a command knows, including those of extension files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.operation import Operation
from salesiq_validate.contract.scopes import KnownScopes
from salesiq_validate.exceptions import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesiq_validate.config import Config


@frozen
class Catalogue:
    """Operations and error codes, by name."""

    operations: tuple[Operation, ...]
    errors: ErrorCatalogue

    @classmethod
    def by(cls, config: Config) -> Catalogue:
        """Return the shipped catalogue, with the additions of a configuration's extension files.

        Raises:
            UnusableExtension: an extension file cannot be used.
        """
        if not config.extensions:
            return cls(all_operations(), ErrorCatalogue())
        validator = config.validator()
        return cls(validator.operations, validator.errors)

    def operation(self, name: str) -> Operation:
        """Return an operation by its operationId, in upper or lower case.

        Raises:
            UnknownName: there is no such operation; the message has the nearest one.
        """
        for operation in self.operations:
            if operation.id == name.lower():
                return operation
        raise UnknownName("operation", name, tuple(operation.id for operation in self.operations))

    @property
    def resources(self) -> tuple[str, ...]:
        """The names of all resources, in the order of the operations."""
        return tuple(dict.fromkeys(operation.resource for operation in self.operations))

    def scope(self, name: str) -> str:
        """Return a scope as the pages write it; the scope of a whole resource ends in ALL.

        Raises:
            UnknownName: SalesIQ has no such scope; the message has the one that the user most likely meant.
        """
        return KnownScopes(self.operations).find(name)


def with_text(operations: Iterable[Operation], words: Iterable[str]) -> list[Operation]:
    """Return the operations that have every word in their id, path, summary or resource."""
    wanted = [word.lower() for word in words]
    return [
        operation
        for operation in operations
        if all(
            word in f"{operation.id} {operation.path} {operation.summary} {operation.resource}".lower()
            for word in wanted
        )
    ]
