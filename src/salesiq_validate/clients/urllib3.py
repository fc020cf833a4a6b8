"""The tap of urllib3, at `PoolManager.urlopen`, which also handles every hop of a redirect.

requests and others take connections from a manager but never call `urlopen`, so their calls are not seen twice. Retries
inside a pool count as one request.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from salesiq_validate.clients.hook import Hook, Installation
from salesiq_validate.clients.tap import Observer, Replace, put_in_front, usable
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response
from salesiq_validate.validator import Validator

if TYPE_CHECKING:
    from types import ModuleType

    from urllib3 import BaseHTTPResponse, PoolManager


def install(manager: PoolManager, hook: Hook | Validator | None = None) -> Installation:
    """Check everything that a pool manager, or a proxy manager, sends to SalesIQ.

    Bodies from generators, files and `preload_content=False`, and bodies of redirects, are neither read nor checked.

    Raises:
        UnusableArgument: the argument is not a pool manager.
    """
    usable(manager, "urllib3.PoolManager")
    hook = Hook.of(hook)
    return Installation(hook, put_in_front(manager, "urlopen", partial(_urlopen, hook, manager)))


def watch(library: ModuleType, observer: Observer, replace: Replace) -> None:
    """Report the calls of every pool manager to an observer."""
    urlopen = library.PoolManager.urlopen

    @wraps(urlopen)
    def watched_urlopen(manager: PoolManager, method: str, url: str, *options: Any, **named: Any) -> BaseHTTPResponse:
        __tracebackhide__ = True
        return _urlopen(observer, manager, partial(urlopen, manager), method, url, *options, **named)

    replace(library.PoolManager, "urlopen", watched_urlopen)


def _urlopen(
    observer: Observer,
    manager: PoolManager,
    urlopen: Callable[..., BaseHTTPResponse],
    method: str,
    url: str,
    *options: Any,
    **named: Any,
) -> BaseHTTPResponse:
    __tracebackhide__ = True
    if not observer.concerns(url):
        return urlopen(method, url, *options, **named)
    headers = manager.headers if named.get("headers") is None else named["headers"]
    call = observer.begin(Request(method, url, headers, _body(named.get("body"))))
    turns_before = len(getattr(named.get("retries"), "history", ()))
    try:
        last = urlopen(method, url, *options, **named)
    except Exception as error:
        call.fail(error)
        raise
    if not hasattr(last, "get_redirect_location"):
        # urllib3.future, which niquests installs, returns promises on request.
        return last
    # After a redirect, this is the answer to another request; of the first answer, only the status is left.
    history = () if last.retries is None else last.retries.history[turns_before:]
    redirect = next((turn for turn in history if turn.redirect_location), None)
    call.answer = (
        partial(_response_of, last) if redirect is None else partial(Response, redirect.status, (), UNRECORDED)
    )
    observer.end(call)
    return last


def _body(body: object) -> Body:
    if isinstance(body, str):
        # As http.client does with a text.
        body = body.encode("utf-8", "surrogatepass")
    return body or None if isinstance(body, bytes) or body is None else UNRECORDED


def _response_of(answer: BaseHTTPResponse) -> Response:
    # `data` would read the caller's stream.
    content = None if answer.get_redirect_location() else getattr(answer, "_body", None)
    # urllib3 has already undone the content encoding.
    headers = [(name, value) for name, value in answer.headers.items() if name.lower() != "content-encoding"]
    return Response(answer.status, headers, (content or None) if isinstance(content, bytes) else UNRECORDED)
