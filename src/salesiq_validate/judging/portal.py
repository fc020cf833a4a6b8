"""What a caller says of the portal: its screen name, its servers, the scopes of a token; checked where it is said.

Each of these is a setting that would judge nothing, or everything, if it were taken as it stands and meant otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.contract.known_mistakes import invented_scopes
from salesiq_validate.contract.servers import server_of
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.judging.plan import plain_scope

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation

_ACTIONS: Final = frozenset({"create", "read", "update", "delete", "all"})


def checked_screen_name(screen_name: str | None) -> str | None:
    """Return a screen name, which None leaves open.

    Raises:
        UnusableArgument: it is empty, as a variable that is not set.
    """
    if screen_name is not None and not screen_name.strip():
        raise UnusableArgument("the screen name is empty; pass the portal's own, or None to accept any")
    return screen_name


def checked_servers(servers: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts of servers, which may be given as URLs.

    Raises:
        UnusableArgument: it is one text instead of a list, or a server is none.
    """
    return tuple(map(server_of, listed("servers", servers, '["gateway.example.com"]')))


def checked_scopes(scopes: Iterable[str], operations: Iterable[Operation]) -> frozenset[str]:
    """Return the scopes of a token, which may include those of other products: ZohoCRM.modules.READ.

    Raises:
        UnusableArgument: it is one text instead of a list.
        UnknownName: SalesIQ has no such scope; with the nearest.
    """
    granted = frozenset(map(str, listed("scopes", scopes, '["SalesIQ.departments.READ"]')))
    documented = {scope for operation in operations for way in operation.scopes for scope in way}
    resources = {plain_scope(scope).partition(".")[0] for scope in documented}
    for scope in sorted(granted):
        resource, _, action = plain_scope(scope).partition(".")
        if "." not in action and (resource not in resources or action not in _ACTIONS):
            meant = invented_scopes().get(resource)
            raise UnknownName("scope", scope, (f"SalesIQ.{meant}.{action.upper()}",) if meant else tuple(documented))
    return granted


def listed(name: str, values: Any, example: str) -> Iterable[Any]:
    """Return several values.

    Arguments:
        name: the argument's.
        values: as they were given.
        example: how to give them.

    Raises:
        UnusableArgument: it is one text, whose letters would be the values, or nothing that has several.
    """
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise UnusableArgument(f"{name} takes a list, like {example}")
    return values
