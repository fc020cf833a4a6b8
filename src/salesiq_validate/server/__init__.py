"""A stand-in for SalesIQ: a real HTTP server on loopback that checks requests against the contract and answers them.

It uses aiohttp's server, which `pip install 'salesiq-validate[serve]'` installs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.exceptions import MissingExtra

if TYPE_CHECKING:
    from salesiq_validate.server.stand_in import StandIn

__all__ = ["StandIn"]


def __getattr__(name: str) -> Any:
    # Imported only on demand: the pytest plugin makes error envelopes even without aiohttp.
    if name != "StandIn":
        raise AttributeError(name)
    try:
        import aiohttp as _aiohttp  # noqa: F401 - imported here so that our own message reports its absence
    except ModuleNotFoundError:
        raise MissingExtra("the stand-in for SalesIQ", "aiohttp", "serve") from None
    from salesiq_validate.server.stand_in import StandIn

    return StandIn
