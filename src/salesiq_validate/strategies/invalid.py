"""invalid_request: requests with one mistake, and the place of the mistake."""

from __future__ import annotations

from hypothesis import strategies as st

from salesiq_validate.contract.operation import Operation
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import Request
from salesiq_validate.finding import Basis
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.breaches import breaches
from salesiq_validate.strategies.breaches.breach import Breach, Drawn, ExpectedFinding
from salesiq_validate.strategies.requests import is_meant

__all__ = ["ExpectedFinding", "breaches", "broken", "invalid_request", "predictable_codes"]


def invalid_request(operation: str | Operation, code: int) -> st.SearchStrategy[tuple[Request, ExpectedFinding]]:
    """Return a strategy for requests that SalesIQ refuses with one code, each with the place of the mistake.

    The rest of the request is valid. The strategy breaks facts that a page states or shows; only if there are none, it
    breaks inferred facts.

    Arguments:
        operation: its operationId, or an operation of an extension file.
        code: one of `predictable_codes(operation)`.

    Raises:
        UnknownName: there is no such operation; the exception names the nearest one.
        UnusableArgument: no page shows the operation's path, or no rule predicts the code for it.
    """
    found = operations.find_routable(operation)
    ways = [breach for breach in breaches(found) if breach.code == code]
    if not ways:
        known = ", ".join(map(str, predictable_codes(found)))
        raise UnusableArgument(f"no rule predicts {code} for {found.id}; predicted are {known}")
    sure = [breach for breach in ways if breach.basis is not Basis.INFERRED]
    return st.one_of([broken(found, breach) for breach in sure or ways]).map(
        lambda drawn: (drawn[0].request(), drawn[1])
    )


def predictable_codes(operation: str | Operation) -> tuple[int, ...]:
    """Return the SalesIQ codes that `invalid_request` supports for an operation, in order.

    Raises:
        UnknownName: there is no such operation; the exception names the nearest one.
        UnusableArgument: no page shows the operation's path.
    """
    return tuple(sorted({breach.code for breach in breaches(operations.find_routable(operation))}))


def broken(operation: Operation, breach: Breach) -> Drawn:
    """Return a strategy for requests with one breach."""
    drawn = breach.draw()
    if not operations.shares_its_path(operation) or breach.where == "url":
        return drawn
    return drawn.filter(lambda pair: is_meant(operation, pair[0]))
