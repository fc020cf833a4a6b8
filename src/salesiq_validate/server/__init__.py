"""A stand-in for SalesIQ: a real HTTP server on loopback that judges requests by the contract and answers them.

It is built on aiohttp's server, which comes with `pip install 'salesiq-validate[serve]'`.
"""

from __future__ import annotations

from salesiq_validate.exceptions import MissingExtra

try:
    import aiohttp as _aiohttp  # noqa: F401 - asked for here, so that its absence is told in our words
except ModuleNotFoundError:
    raise MissingExtra("the stand-in for SalesIQ", "aiohttp", "serve") from None

from salesiq_validate.server.stand_in import StandIn

__all__ = ["StandIn"]
