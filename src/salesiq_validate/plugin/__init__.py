"""The pytest plugin without its entry point; it is imported only if a run checks traffic.

pytest always loads `_salesiq_validate_pytest`, which is outside this package. A typed test suite imports the types of
the fixtures from here: `SalesIQExchanges` of `salesiq`, `StandIn` of `salesiq_server`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.plugin.exchanges import SalesIQExchanges

if TYPE_CHECKING:
    from salesiq_validate.server import StandIn

__all__ = ["SalesIQExchanges", "StandIn"]


def __getattr__(name: str) -> Any:
    # Imported only on demand, because the stand-in needs its server library.
    if name != "StandIn":
        raise AttributeError(name)
    from salesiq_validate.server import StandIn

    return StandIn
