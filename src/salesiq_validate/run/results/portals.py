"""Portals: how often each portal was called at each data centre, in memory that does not grow with the traffic."""

from __future__ import annotations

from functools import cache
from heapq import nsmallest
from typing import TYPE_CHECKING, Final

from attrs import define, field

from salesiq_validate.contract.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Portals that are kept. A company has one or two; only hostile traffic has more than a few.
MOST_PORTALS: Final = 1_000
#: Screen names have two dozen characters at most.
_LONGEST: Final = 200


@define(eq=False, repr=False)
class Portals:
    """Calls by screen name and data centre; the sum of two parts is that of the whole, whatever their order."""

    #: The screen name, which is never shown, to the calls by code of the data centre.
    _calls: dict[str, dict[str, int]] = field(factory=dict, init=False)
    #: The beginning of the last URL, up to its screen name: that of the next is nearly always the same.
    _beginning: str = field(default="", init=False)
    _counting: dict[str, int] = field(factory=dict, init=False)
    _centre: str = field(default="", init=False)

    def add(self, url: str) -> None:
        """Count a call."""
        if self._beginning and url.startswith(self._beginning):
            self._counting[self._centre] += 1
        else:
            self._begin(url)

    def mixed(self) -> Iterator[dict[str, int]]:
        """Yield, for each portal that was called at several data centres, the calls by data centre."""
        for name in nsmallest(MOST_PORTALS, self._calls):
            calls = self._calls[name]
            if len(calls) > 1:
                yield dict(sorted(calls.items(), key=lambda item: (-item[1], item[0])))

    def absorb(self, other: Portals) -> None:
        """Add the calls of another part, which does not change."""
        for name, calls in other._calls.items():
            known = self._of(name)
            for centre, count in calls.items():
                known[centre] = known.get(centre, 0) + count

    def _begin(self, url: str) -> None:
        servers = _servers()
        parts = url.split("/", 7)
        server = servers.by_host.get(parts[2].lower()) if len(parts) > 3 else None
        family = servers.family_of(parts[3:]) if server is not None else None
        if server is None or family is None or len(parts) < 5 + family.depth:
            return
        name = parts[3 + family.depth]
        if name in family.without_screen_name or len(name) > _LONGEST:
            return
        calls = self._of(name)
        calls[server.data_center] = calls.get(server.data_center, 0) + 1
        self._beginning = "/".join(parts[: 4 + family.depth]) + "/"
        self._counting, self._centre = calls, server.data_center

    def _of(self, name: str) -> dict[str, int]:
        calls = self._calls.setdefault(name, {})
        if len(self._calls) > 2 * MOST_PORTALS:
            # As in a summary: a name that is among the smallest in the end was so at every moment before.
            self._calls = {known: self._calls[known] for known in nsmallest(MOST_PORTALS, self._calls)}
            self._beginning = ""
        return calls


@cache
def _servers() -> Servers:
    return Servers.load()
