"""Recorder: keeps the requests and answers of a test's clients while the test runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesiq_validate.clients.tap import PendingCall

if TYPE_CHECKING:
    from salesiq_validate.clients.own_code import OwnCode
    from salesiq_validate.exchange import Exchange, Request


class Recorder:
    """Takes calls of any client in any thread while there is a list for them.

    Arguments:
        own_code: returns the project's lines that send a call.
    """

    def __init__(self, own_code: OwnCode | None = None) -> None:
        self._own_code = own_code
        #: The calls of the running test; None between tests.
        self.calls: list[PendingCall] | None = None
        #: Absolute paths of the cassettes that were loaded since these paths were last taken.
        self.cassettes: set[str] = set()

    def concerns(self, _url: str) -> bool:
        """Tell whether the recorder keeps calls; only the test's own validator knows which of them matter."""
        return self.calls is not None

    def begin(self, request: Request) -> PendingCall:
        """Keep a call; one that begins after the end of its test is dropped."""
        call, calls = PendingCall(request), self.calls
        if calls is not None:
            if self._own_code is not None:
                call.sent_at = self._own_code.sent_at()
            calls.append(call)
        return call

    def received(self, exchange: Exchange) -> None:
        """Keep a message that a test, in the role of SalesIQ, sent to the project's application, and the answer."""
        if exchange.request is not None:
            call = self.begin(exchange.request)
            call.answer, call.direction = (lambda: exchange.response), "inbound"

    def end(self, call: PendingCall) -> None:
        """Do nothing: the kept call gets its answer anyway."""
