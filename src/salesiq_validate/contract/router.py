"""Router: from a method and a URL to the operations of the contract.

A URL in which nothing is wrong costs one walk down a tree of path segments. `wrong_url` finds out what is wrong with
any other, and rules of the family SIQ1xx word it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from salesiq_validate.contract.known_mistakes import KnownMistakes
from salesiq_validate.contract.path_tree import PathTree
from salesiq_validate.contract.route import Route
from salesiq_validate.contract.wrong_url import WrongUrl

#: Distinct URLs that a router remembers; recordings and clients repeat theirs.
_REMEMBERED: Final = 4096


class Router(PathTree):
    """Leads requests to operations; threads may share it.

    Takes the arguments of `PathTree`.
    """

    @cached_property
    def known_mistakes(self) -> KnownMistakes:
        """The well-known inventions, read when the first wrong name needs them."""
        return KnownMistakes(self)

    @cached_property
    def _routes(self) -> dict[tuple[str, str], Route]:
        return {}

    @property
    def remembered(self) -> int:
        """How many URLs are remembered."""
        return len(self._routes)

    def route(self, method: str, url: str) -> Route:
        """Return where a method and a URL lead, and what is wrong with them; recent ones are remembered.

        Arguments:
            url: without query and fragment.
        """
        route = self._routes.get((method, url))
        if route is None:
            route = self.clean_route(method, url) or WrongUrl(self, self.known_mistakes, method, url).route()
            if len(self._routes) >= _REMEMBERED:
                self._routes.clear()
            self._routes[method, url] = route
        return route
