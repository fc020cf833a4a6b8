"""The tap of niquests, sync and async, at `send`: like requests, except for answers that arrive later.

A multiplexed session returns an answer before it arrives. A response hook checks such an answer when it is read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from salesiq_validate.clients import requests
from salesiq_validate.clients.hook import Hook, Installation
from salesiq_validate.clients.tap import Observer, Replace, put_in_front, usable
from salesiq_validate.validator import Validator

if TYPE_CHECKING:
    from types import ModuleType


def install(session: Any, hook: Hook | Validator | None = None) -> Installation:
    """Check everything that a `Session` or `AsyncSession` sends to SalesIQ.

    Bodies from generators, files and `stream=True`, and bodies of redirects, are neither read nor checked.

    Raises:
        UnusableArgument: the argument is not a session of niquests.
    """
    usable(session, "niquests.Session", "niquests.AsyncSession")
    hook = Hook.of(hook)
    is_async = any(kind.__name__ == "AsyncSession" for kind in type(session).__mro__)
    judged_send = partial(_send_async, hook) if is_async else partial(requests.send_judged, hook, session)
    return Installation(hook, put_in_front(session, "send", judged_send))


def watch(library: ModuleType, observer: Observer, replace: Replace) -> None:
    """Report the calls of every session to an observer."""
    send, async_send = library.Session.send, library.AsyncSession.send

    @wraps(send)
    def watched_send(session: Any, request: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        return requests.send_judged(observer, session, partial(send, session), request, **options)

    @wraps(async_send)
    async def watched_async_send(session: Any, request: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        return await _send_async(observer, partial(async_send, session), request, **options)

    replace(library.Session, "send", watched_send)
    replace(library.AsyncSession, "send", watched_async_send)


async def _send_async(observer: Observer, send: Callable[..., Awaitable[Any]], request: Any, **options: Any) -> Any:
    __tracebackhide__ = True
    if not observer.concerns(request.url or ""):
        return await send(request, **options)
    call = observer.begin(requests.request_of(request))
    try:
        answer = await send(request, **options)
    except Exception as error:
        # A body that has not been read by now cannot be read here.
        requests.end_failed(observer, call, request, error, streams=True)
        raise
    requests.end(observer, call, request, answer, streams=True)
    return answer
