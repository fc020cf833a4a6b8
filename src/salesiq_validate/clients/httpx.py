"""The tap of httpx and of httpx2, sync and async, at `send`; it imports neither.

The network, VCR cassettes, respx, pytest_httpx and custom transports answer below `send`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeAlias

from salesiq_validate.clients.hook import Hook, Installation
from salesiq_validate.clients.tap import Observer, PendingCall, Replace, answer_behind, library_of, put_in_front, usable
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response
from salesiq_validate.validator import Validator

if TYPE_CHECKING:
    from types import ModuleType

    import httpx

    Client: TypeAlias = httpx.Client | httpx.AsyncClient


def install(client: Client, hook: Hook | Validator | None = None) -> Installation:
    """Check everything that a client, sync or async, sends to SalesIQ.

    An event hook checks requests, after authentication and for every hop of a redirect; a wrapper of `client.send`
    checks answers. Streamed bodies of requests and answers, and bodies of redirects, are neither read nor checked.

    Raises:
        UnusableArgument: the argument is not a client of httpx or httpx2.
    """
    usable(client, "httpx.Client", "httpx.AsyncClient", "httpx2.Client", "httpx2.AsyncClient")
    hook = Hook.of(hook)
    answers = _Answers(hook)

    def judge(request: httpx.Request) -> None:
        if hook.concerns(str(request.url)):
            hook.begin(_request_of(request))

    async def judge_async(request: httpx.Request) -> None:
        judge(request)

    def listen() -> None:
        """Make sure that requests are checked, even if the user has set other event hooks in the meantime."""
        hooks = client.event_hooks
        if before not in hooks["request"]:
            hooks["request"].append(before)
            client.event_hooks = hooks

    def judged_send(below: Callable[..., Any], request: httpx.Request, **options: Any) -> Any:
        __tracebackhide__ = True
        listen()
        return _send(answers, below, request, options)

    def judged_async_send(below: Callable[..., Any], request: httpx.Request, **options: Any) -> Any:
        __tracebackhide__ = True
        listen()
        return _send_async(answers, below, request, options)

    is_async = hasattr(client, "aclose")
    before: Any = judge_async if is_async else judge
    listen()
    take_away = put_in_front(client, "send", judged_async_send if is_async else judged_send)

    def remove() -> None:
        hooks = client.event_hooks
        hooks["request"] = [known for known in hooks["request"] if known is not before]
        client.event_hooks = hooks
        take_away()

    return Installation(hook, remove)


def watch(library: ModuleType, observer: Observer, replace: Replace) -> None:
    """Report the calls of every client to an observer."""
    send, async_send = library.Client.send, library.AsyncClient.send

    @wraps(send)
    def watched_send(client: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
        __tracebackhide__ = True
        return _send(observer, partial(send, client), request, options)

    @wraps(async_send)
    async def watched_async_send(client: httpx.AsyncClient, request: httpx.Request, **options: Any) -> httpx.Response:
        __tracebackhide__ = True
        return await _send_async(observer, partial(async_send, client), request, options)

    replace(library.Client, "send", watched_send)
    replace(library.AsyncClient, "send", watched_async_send)


class _Answers:
    """A hook whose requests have already been checked."""

    def __init__(self, hook: Hook) -> None:
        self.concerns = hook.concerns
        self.begin = PendingCall
        self.end = hook.end


def _send(
    observer: Observer, send: Callable[..., httpx.Response], request: httpx.Request, options: dict[str, Any]
) -> httpx.Response:
    __tracebackhide__ = True
    with _telling(observer, request) as tell:
        answer = send(request, **options)
        tell(answer)
        return answer


async def _send_async(
    observer: Observer, send: Callable[..., Any], request: httpx.Request, options: dict[str, Any]
) -> httpx.Response:
    __tracebackhide__ = True
    with _telling(observer, request) as tell:
        answer: httpx.Response = await send(request, **options)
        tell(answer)
        return answer


@contextmanager
def _telling(observer: Observer, request: httpx.Request) -> Iterator[Callable[[httpx.Response], None]]:
    """Report a request to an observer, and its answer, even if the client raises for it."""
    __tracebackhide__ = True
    if not observer.concerns(str(request.url)):
        yield lambda _: None
        return
    call = observer.begin(_request_of(request))
    answers: list[httpx.Response] = []
    try:
        yield answers.append
    except Exception as error:
        call.fail(error)
        # Meanwhile authentication has added headers, and mocks have read bodies that were to be streamed.
        call.request = _request_of(request)
        # If an event hook raises because of the status, the answer is lost, and httpx closes it: its body is known
        # if that hook read it, or if a mock had it in memory.
        lost = answer_behind(error, request)
        if lost is not None:
            _tell(observer, call, lost)
        raise
    _tell(observer, call, answers[0])


def _tell(observer: Observer, call: PendingCall, last: httpx.Response) -> None:
    # The other turns belong to a login, which does not concern the caller. None of them goes through `send`.
    turns = [turn for turn in last.history if turn.has_redirect_location] + [last]
    for number, answer in enumerate(turns):
        request = _request_of(answer.request)
        if number:
            call = observer.begin(request)
        else:
            call.request = request
        call.answer = partial(_response_of, answer)
        observer.end(call)


def _request_of(request: httpx.Request) -> Request:
    """Return a request as it is sent, with its body if that is in memory, so that reading it consumes nothing.

    Generators, files and multipart are not read.
    """
    is_here = isinstance(request.stream, library_of(request).ByteStream)
    body: Body = (b"".join(request.stream) or None) if is_here else UNRECORDED  # type: ignore[arg-type]
    return Request(request.method, str(request.url), request.headers.multi_items(), body)


def _response_of(answer: httpx.Response) -> Response:
    """Return an answer, with its body if that has been read."""
    content = None if answer.has_redirect_location else getattr(answer, "_content", None)
    # httpx has already undone the content encoding.
    headers = [(name, value) for name, value in answer.headers.multi_items() if name.lower() != "content-encoding"]
    return Response(answer.status_code, headers, (content or None) if isinstance(content, bytes) else UNRECORDED)
