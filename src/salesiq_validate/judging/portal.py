"""Checks of the caller's facts about a portal: its screen name, its servers, the scopes of a token.

With a mistake in one of these settings, a validator would find fault with nothing, or with everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from salesiq_validate.contract.scopes import KnownScopes, is_of_another_product, split_scopes
from salesiq_validate.contract.servers import server_of
from salesiq_validate.exceptions import UnusableArgument

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation

_Kind = TypeVar("_Kind")


def checked_screen_name(screen_name: str | None) -> str | None:
    """Return a usable screen name, or None if none is set.

    Raises:
        UnusableArgument: it is empty (an unset variable), a whole address, or not a text.
    """
    if screen_name is None:
        return None
    if not checked_text("screen_name", screen_name).strip():
        raise UnusableArgument("the screen name is empty; give the portal's own, or leave it out to accept any")
    if not frozenset("/:?#").isdisjoint(screen_name):
        raise UnusableArgument("a screen name is one word of an address, like northwind-desk, and no address itself")
    return screen_name


def checked_servers(servers: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts of servers, given as hosts or URLs.

    Raises:
        UnusableArgument: it is one text instead of a list, or an item is not a host or URL.
    """
    given = listed("servers", servers, '["gateway.example.com"]')
    return tuple([server_of(checked_text("a server", server)) for server in given])


def checked_scopes(scopes: Iterable[str], operations: Iterable[Operation]) -> frozenset[str]:
    """Return the scopes of a token. Scopes of other products are allowed: ZohoCRM.modules.READ.

    A text may hold several, separated by commas or blanks.

    Raises:
        UnusableArgument: it is one text instead of a list.
        UnknownName: SalesIQ has no such scope; the exception names the nearest one.
    """
    granted = split_scopes(map(str, listed("scopes", scopes, '["SalesIQ.departments.READ"]')))
    known = KnownScopes(operations)
    for scope in granted:
        if not is_of_another_product(scope):
            known.find(scope)
    return frozenset(granted)


def listed(name: str, values: Any, example: str) -> Iterable[Any]:
    """Return an argument that holds several values.

    Arguments:
        name: the name of the argument.
        values: the argument as given.
        example: shows how to give the argument.

    Raises:
        UnusableArgument: it is one text, whose letters would become the values, or it cannot be iterated over.
    """
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise UnusableArgument(f"{name} takes a list, like {example}")
    return values


def checked_text(argument: str, value: object) -> str:
    """Return an argument that is a text.

    Raises:
        UnusableArgument: it is something else.
    """
    # By the real type: a mock may claim to be a text.
    if issubclass(type(value), str):
        return str.__str__(value)
    raise UnusableArgument(f"{argument} must be a str, not {type(value).__name__}")


def checked_number(argument: str, value: int) -> int:
    """Return an argument that is a whole number.

    Raises:
        UnusableArgument: it is something else.
    """
    if issubclass(type(value), int):
        return int.__int__(value)
    raise UnusableArgument(f"{argument} must be an int, not {type(value).__name__}")


def checked_kind(argument: str, value: _Kind | None, kind: type[_Kind]) -> _Kind:
    """Return an argument that is an instance of a class; None stands for a new instance.

    Raises:
        UnusableArgument: it is something else.
    """
    if value is None:
        return kind()
    if not isinstance(value, kind):
        raise UnusableArgument(f"{argument} must be a {kind.__name__}, not {type(value).__name__}")
    return value
