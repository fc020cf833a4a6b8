"""Scopes: reads OAuth scopes as people write them, and knows SalesIQ's scopes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.known_mistakes import invented_scopes
from salesiq_validate.exceptions import UnknownName

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation

_SERVICE: Final = "salesiq"
_ACTIONS: Final = ("read", "create", "update", "delete", "all")
#: How similar a resource's name must be to be suggested.
_ALIKE: Final = 0.75


def split_scopes(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the single scopes of texts that hold several, separated by commas or blanks, as in token answers."""
    return tuple(scope for text in texts for scope in re.split(r"[,\s]+", text) if scope)


def plain_scope(scope: str) -> str:
    """Return a scope in the form for comparing: `departments.read`.

    Case and the service `SalesIQ.` in front make no difference, and GET means READ.
    """
    plain = scope.strip().lower().removeprefix(f"{_SERVICE}.")
    return f"{plain.removesuffix('.get')}.read" if plain.endswith(".get") else plain


def scope_missing(operation: Operation, granted: frozenset[str] | None) -> bool:
    """Tell whether the granted scopes exclude an operation; False if either side is unknown. ALL covers all actions."""
    if granted is None or not operation.scopes:
        return False
    have = {plain_scope(scope) for scope in granted}
    return not any(
        all(plain_scope(scope) in have or f"{plain_scope(scope).partition('.')[0]}.all" in have for scope in way)
        for way in operation.scopes
    )


def is_of_another_product(scope: str) -> bool:
    """Tell whether a scope belongs to another of Zoho's products: ZohoCRM.modules.READ."""
    service, *rest = scope.strip().lower().split(".")
    return len(rest) > 1 and _SERVICE not in service


class KnownScopes:
    """The scopes that operations need, and further ones that pages print.

    Arguments:
        operations: the operations of the contract, including those of extension files.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._operations = tuple(operations)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every scope as pages spell it; the scope of a whole resource ends in ALL."""
        further = read_schema_file("servers.json")["authorization"]["oauth"]["further_scopes"]
        pages = {scope for operation in self._operations for way in operation.scopes for scope in way}
        pages.update(entry["scope"] for entry in further)
        return tuple(sorted(pages | {f"{scope.rpartition('.')[0]}.ALL" for scope in pages}))

    @cached_property
    def _resources(self) -> Mapping[str, str]:
        """Resources in the form for comparing, each with its spelling on the pages."""
        written = (name.split(".")[1] for name in self.names)
        return {resource.lower(): resource for resource in written}

    def find(self, scope: str) -> str:
        """Return a scope as pages write it.

        Raises:
            UnknownName: SalesIQ has no such scope; the exception names the one that was most likely meant, if any.
        """
        # Text before the service's name makes it another name: ZohoSalesIQ.
        before, service, _ = scope.strip().lower().rpartition(f"{_SERVICE}.")
        resource, _, action = plain_scope(scope.strip()[len(before) :]).partition(".")
        if not before and resource in self._resources and action in _ACTIONS:
            return f"SalesIQ.{self._resources[resource]}.{action.upper()}"
        meant = self._meant(resource, action)
        wrong = scope.strip().partition(".")[0]
        kind = f"service {wrong}, so no scope" if before and service else "scope"
        raise UnknownName(kind, scope, () if meant is None else (meant,))

    def _meant(self, resource: str, action: str) -> str | None:
        """Return the scope of the same resource that was most likely meant."""
        import difflib  # here, because only a mistake needs it

        known = invented_scopes().get(resource, resource)
        near = difflib.get_close_matches(known, self._resources, n=1, cutoff=_ALIKE)
        actions = difflib.get_close_matches(action, _ACTIONS, n=1) or ["all"]
        return f"SalesIQ.{self._resources[near[0]]}.{actions[0].upper()}" if near else None
