"""Router: finds the operations of a method and a URL.

A correct URL costs one walk down a tree of path segments. For any other URL, `wrong_url` finds out what is wrong, and
rules of the family SIQ1xx report it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final

from salesiq_validate.contract.known_mistakes import KnownMistakes
from salesiq_validate.contract.nearest_call import NearestCalls
from salesiq_validate.contract.path_tree import PathTree
from salesiq_validate.contract.route import Route
from salesiq_validate.contract.wrong_url import WrongUrl

#: How many different URLs a router remembers; recordings and clients repeat theirs.
_REMEMBERED: Final = 4096


class Router(PathTree):
    """Finds the operations of requests; threads may share it.

    Takes the arguments of `PathTree`.
    """

    @cached_property
    def known_mistakes(self) -> KnownMistakes:
        """The known inventions, read for the first wrong name."""
        return KnownMistakes(self)

    @cached_property
    def nearest_calls(self) -> NearestCalls:
        """Finds the most likely meaning of a wrong path."""
        return NearestCalls(self.operations, self.known_mistakes)

    @cached_property
    def _routes(self) -> dict[tuple[str, str, frozenset[str]], Route]:
        return {}

    @property
    def remembered(self) -> int:
        """How many URLs are remembered."""
        return len(self._routes)

    def route(self, method: str, url: str, body_keys: Callable[[], Iterable[str]] | None = None) -> Route:
        """Return the operations of a method and a URL, and their faults; recent results are remembered.

        Arguments:
            url: the URL without query and fragment.
            body_keys: returns the top-level keys of the request's body, which show what a wrong URL means; called only
                for a wrong URL.
        """
        route = self._routes.get((method, url, _NO_KEYS))
        if route is not None and (body_keys is None or not route.faults):
            return route
        if route is None and (route := self.clean_route(method, url)) is not None:
            return self._remember(route, method, url, _NO_KEYS)
        keys = _NO_KEYS if body_keys is None else frozenset(body_keys())
        if (route := self._routes.get((method, url, keys))) is not None:
            return route
        wrong = WrongUrl(self, self.nearest_calls, method, url, keys)
        return self._remember(wrong.route(), method, url, keys)

    def _remember(self, route: Route, method: str, url: str, keys: frozenset[str]) -> Route:
        if len(self._routes) >= _REMEMBERED:
            self._routes.clear()
        self._routes[method, url, keys] = route
        return route


_NO_KEYS: Final[frozenset[str]] = frozenset()
