"""valid_request: requests without findings."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

from hypothesis import strategies as st

from salesiq_validate.contract.operation import Operation
from salesiq_validate.exchange import Exchange, Request
from salesiq_validate.strategies import calls, operations
from salesiq_validate.strategies.documents import draw_document
from salesiq_validate.strategies.drafts import Draft
from salesiq_validate.strategies.schemas import Shape
from salesiq_validate.validator import Validator

#: The argument that `st.composite` passes to a function.
Draw: TypeAlias = st.DrawFn


def valid_request(
    operation: str | Operation, *, server: str | None = None, screen_name: str | None = None
) -> st.SearchStrategy[Request]:
    """Return a strategy for valid requests, which do not violate any advisory either.

    They are complete: an absolute URL with the operation's path or an alias, a query, an Authorization header with a
    made-up token, and a body of bytes. If operations share method and path, every request is meant for this one.

    Arguments:
        operation: its operationId, or an operation of an extension file.
        server: a host to use instead of SalesIQ's hosts.
        screen_name: the portal's screen name, to use instead of made-up ones.

    Raises:
        UnknownName: there is no such operation; the exception names the nearest one.
        UnusableArgument: no page shows the operation's path.
    """
    return valid_sketch(operations.find_routable(operation), server, screen_name).map(Draft.request)


@cache
def valid_sketch(
    operation: Operation, server: str | None = None, screen_name: str | None = None
) -> st.SearchStrategy[Draft]:
    """Return the strategy for the drafts of `valid_request`."""
    strategy = sketched(operation, server=server, screen_name=screen_name)
    return (
        strategy.filter(lambda draft: is_meant(operation, draft)) if operations.shares_its_path(operation) else strategy
    )


def is_meant(operation: Operation, draft: Draft) -> bool:
    """Tell whether a request counts as meant for this operation, if several share method and path."""
    return _validator().check(Exchange(draft.request())).operation == operation.id


@cache
def _validator() -> Validator:
    return Validator()


@st.composite
def sketched(
    draw: Draw,
    operation: Operation,
    *,
    server: str | None = None,
    screen_name: str | None = None,
    media: str | None = None,
    through: Shape = (),
    query: frozenset[str] = frozenset(),
) -> Draft:
    """Draw the draft of a valid request.

    Arguments:
        media: the media type of the body; by default it is drawn.
        through: a place that the body must have.
        query: parameters that the query must have.
    """
    path = draw(calls.paths(operation))
    host = draw(calls.HOSTS) if server is None else server
    segments = dict(draw(calls.segments(operation, path)))
    if screen_name is not None and "screen_name" in segments:
        segments["screen_name"] = screen_name
    if media is None and operations.bodies(operation) and (operation.body_required or draw(st.booleans())):
        media = draw(st.sampled_from(sorted(operations.bodies(operation))))
    document = None if media is None else draw_document(draw, operation, media, through)
    sent, headers = calls.draw_query(draw, operation, query), draw(calls.sent_headers(operation))
    return Draft(operation.method, host, path, segments, sent, headers, media, document)
