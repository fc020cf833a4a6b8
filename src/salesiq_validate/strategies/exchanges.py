"""exchange: a request with its answer."""

from __future__ import annotations

from hypothesis import strategies as st

from salesiq_validate.contract.operation import Operation
from salesiq_validate.exchange import Exchange
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.answers import refusals, valid_response
from salesiq_validate.strategies.breaches.breach import ExpectedFinding
from salesiq_validate.strategies.invalid import invalid_request
from salesiq_validate.strategies.requests import Draw, valid_sketch


def exchange(operation: str | Operation, *, code: int | None = None) -> st.SearchStrategy[Exchange]:
    """Return a strategy for exchanges: a valid request and a success, or a broken request and its refusal.

    Arguments:
        operation: its operationId, or an operation of an extension file.
        code: the SalesIQ code that answers the request; None for a success.

    Raises:
        UnknownName: there is no such operation; the exception names the nearest one.
        UnusableArgument: no page shows the operation's path, or no rule predicts the code for it.
    """
    found = operations.find_routable(operation)
    if code is None:
        return _succeeding(found)
    return invalid_request(found, code).flatmap(
        lambda case: refusals(code, [_named(case[1])]).map(lambda response: Exchange(case[0], response))
    )


@st.composite
def _succeeding(draw: Draw, operation: Operation) -> Exchange:
    draft = draw(valid_sketch(operation))
    return Exchange(draft.request(), draw(valid_response(operation, path=draft.url_path)))


def _named(expected: ExpectedFinding) -> dict[str, str]:
    """Return the optional key with which a refusal names the place of a mistake."""
    if expected.where == "body" and expected.path is not None and expected.path.segments:
        return {"json_key": str(expected.path)}
    if expected.where == "param" and expected.param is not None:
        return {"param": expected.param}
    return {} if expected.header is None else {"header": expected.header}
