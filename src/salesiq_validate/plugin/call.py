"""Calls: what a test's clients send and get, kept while the test runs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, evolve

from salesiq_validate.exchange import UNRECORDED, Exchange
from salesiq_validate.finding import InvalidExchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesiq_validate.exchange import Body, Request, Response
    from salesiq_validate.plugin.own_code import OwnCode

Answer = TypeVar("Answer")


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


def answer_behind(error: BaseException, kind: type[Answer], request: object) -> Answer | None:
    """Return the answer that a client threw away when it raised, as for its status; None where none came.

    Arguments:
        error: what was raised, by the library or by a hook of the project's, which may have wrapped the library's.
        kind: the library's class of answers.
        request: the library's own request. An error raised while another is handled leads to older answers as well.
    """
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        # Not `getattr`: a project's own exception may have a property of that name, which does whatever it does.
        answer = vars(link).get("response")
        if isinstance(answer, kind) and _answers(answer, request):
            return answer
        link = link.__cause__ or link.__context__
    return None


def _answers(answer: Any, request: object) -> bool:
    try:
        return answer.request is request
    except RuntimeError:
        # httpx raises it for an answer that was made by hand.
        return False
