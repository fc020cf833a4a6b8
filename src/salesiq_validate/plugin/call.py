"""Calls: what a test's clients send and get, kept while the test runs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import define, evolve

from salesiq_validate.exceptions import InvalidExchange
from salesiq_validate.exchange import UNRECORDED, Exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesiq_validate.exchange import Body, Request, Response
    from salesiq_validate.plugin.own_code import OwnCode


@define(eq=False)
class Call:
    """A request on its way, and the answer when it is there."""

    request: Request
    response: Response | None = None
    #: Gives the answer's body once the client has read it, UNRECORDED before; reads nothing itself.
    body: Callable[[], Body] | None = None
    #: A hook of ours, in the client itself, kept it from leaving.
    withheld: bool = False
    #: Where the project's own code sent it, as `OwnCode` tells.
    sent_at: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether all is known that will be."""
        return self.response is not None and (self.body is None or self.body() is not UNRECORDED)

    @property
    def exchange(self) -> Exchange:
        """What is known by now."""
        response = self.response
        if response is not None and self.body is not None:
            response = evolve(response, body=self.body())
        return Exchange(self.request, response)


class Recorder:
    """Takes calls of any client in any thread, while it is on.

    Arguments:
        own_code: tells which lines of the project send a call.
    """

    def __init__(self, own_code: OwnCode | None = None) -> None:
        self._own_code = own_code
        #: Those of the running test; None between tests.
        self.calls: list[Call] | None = None
        #: Absolute paths of the cassettes that were loaded since they were last taken.
        self.cassettes: set[str] = set()

    @property
    def is_on(self) -> bool:
        """Whether calls are kept."""
        return self.calls is not None

    def add(self, request: Request) -> Call:
        """Keep a call; one that begins after the end of its test is kept nowhere."""
        call, calls = Call(request), self.calls
        if calls is not None:
            if self._own_code is not None:
                call.sent_at = self._own_code.sent_at()
            calls.append(call)
        return call

    @contextmanager
    def sending(self, request: Request) -> Iterator[Call]:
        """Keep a call while it is sent; one that fails is kept without an answer."""
        __tracebackhide__ = True
        call = self.add(request)
        try:
            yield call
        except InvalidExchange:
            call.withheld = True
            raise
