"""Completions: the names of the catalogue and of rules, as suggestions in a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click
    from click.shell_completion import CompletionItem


def _matching(items: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    # Imported here and below, because every command imports this module, but only a shell calls it.
    from click.shell_completion import CompletionItem

    return [CompletionItem(name, help=about) for name, about in items if name.lower().startswith(incomplete.lower())]


def rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer rules by code and by name."""
    from salesiq_validate.rules.registry import REGISTRY

    names = [(name, rule.summary) for rule in REGISTRY.rules for name in (rule.code, rule.name)]
    return _matching(names, incomplete)


def codes(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer SalesIQ's error codes."""
    from salesiq_validate.contract.errors import ErrorCatalogue

    return _matching(((str(entry.code), entry.message) for entry in ErrorCatalogue().values()), incomplete)


def operations(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer operationIds."""
    from salesiq_validate.contract import all_operations

    return _matching(((operation.id, operation.summary) for operation in all_operations()), incomplete)


def resources(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer resources."""
    from salesiq_validate.contract.files import resource_names

    return _matching(((name, "") for name in resource_names()), incomplete)


def scopes(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer every documented scope."""
    from salesiq_validate.contract import all_operations
    from salesiq_validate.contract.scopes import KnownScopes

    return _matching(((scope, "") for scope in KnownScopes(all_operations()).names), incomplete)


def data_centres(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the data centres that have a server."""
    from salesiq_validate.contract.servers import Servers

    return _matching(((server.data_center, server.host) for server in Servers.load().salesiq), incomplete)


def limits(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer limits, up to the equals sign."""
    from salesiq_validate.config.keys import LIMITS

    limits = LIMITS["properties"].items()
    return _matching(((f"{name}=", limit["description"]) for name, limit in limits), incomplete)


def anything(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer everything that `explain` accepts."""
    offers = (rules, codes, operations)
    return [item for offer in offers for item in offer(ctx, param, incomplete)]


def operations_or_files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer operationIds, and files."""
    from click.shell_completion import CompletionItem

    return [*operations(ctx, param, incomplete), CompletionItem(incomplete, type="file")]
