"""The tap of requests, at `Session.send`, which also handles every hop of a redirect.

The network, VCR cassettes, `responses` and adapters answer below `send`; retries inside an adapter are one request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from salesiq_validate.clients.hook import Hook, Installation
from salesiq_validate.clients.tap import Observer, PendingCall, Replace, answer_behind, library_of, put_in_front, usable
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response
from salesiq_validate.validator import Validator

if TYPE_CHECKING:
    from types import ModuleType

    from requests import PreparedRequest, Session
    from requests import Response as Answer


def install(session: Session, hook: Hook | Validator | None = None) -> Installation:
    """Check everything that a session sends to SalesIQ.

    Bodies from generators, files and `stream=True`, and bodies of redirects, are neither read nor checked.

    Raises:
        UnusableArgument: the argument is not a session of requests.
    """
    usable(session, "requests.Session")
    hook = Hook.of(hook)
    return Installation(hook, put_in_front(session, "send", partial(send_judged, hook, session)))


def watch(library: ModuleType, observer: Observer, replace: Replace) -> None:
    """Report the calls of every session to an observer."""
    send = library.Session.send

    @wraps(send)
    def watched_send(session: Session, request: PreparedRequest, **options: Any) -> Answer:
        __tracebackhide__ = True
        return send_judged(observer, session, partial(send, session), request, **options)

    replace(library.Session, "send", watched_send)


def send_judged(
    observer: Observer,
    session: Session,
    send: Callable[..., Answer],
    request: PreparedRequest,
    **options: Any,
) -> Answer:
    """Send a request with the original function, and report it to an observer."""
    __tracebackhide__ = True
    if not observer.concerns(request.url or ""):
        return send(request, **options)
    # Read it now, because a response hook may change it.
    streams = options.get("stream", session.stream)
    call = observer.begin(request_of(request))
    try:
        answer = send(request, **options)
    except Exception as error:
        end_failed(observer, call, request, error, streams=streams)
        raise
    end(observer, call, request, answer, streams=streams)
    return answer


def end(observer: Observer, call: PendingCall, request: PreparedRequest, last: Answer, *, streams: bool) -> None:
    """Report the answer to a call to an observer, after the session has followed its redirects."""
    if getattr(last, "lazy", False):
        _end_later(observer, call, request, streams=streams)
        return
    # Later redirects and their targets go through `send` themselves; the turns of a login never do.
    answer = last.history[0] if last.history and last.history[0].is_redirect else last
    call.answer = partial(_response_of, answer)
    observer.end(call)


def _end_later(observer: Observer, call: PendingCall, request: PreparedRequest, *, streams: bool) -> None:
    """Report the answer when it arrives: a multiplexed session of niquests returns it before."""

    def end_now(answer: Answer, **_options: Any) -> None:
        if not streams:
            # As the session does after its response hooks.
            _ = answer.content
        end(observer, call, request, answer, streams=streams)

    request.hooks["response"] = [*(request.hooks.get("response") or ()), end_now]


def end_failed(
    observer: Observer, call: PendingCall, request: PreparedRequest, error: Exception, *, streams: bool
) -> None:
    """Report the answer in an error to an observer: a response hook that raises for the status attaches it."""
    call.fail(error)
    answer: Answer | None = answer_behind(error, request)
    if answer is None:
        return
    if not streams:
        # A session reads the body after its response hooks, unless one of them raises. If reading fails here, the
        # caller still gets the earlier error.
        with suppress(library_of(request).RequestException, RuntimeError):
            _ = answer.content
    call.answer = partial(_response_of, answer)
    observer.end(call)


def request_of(request: PreparedRequest) -> Request:
    """Return a request as it is sent; only sending may read a generator or a file, so it counts as not recorded."""
    body: object = request.body
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    known: Body = body if body is None or isinstance(body, bytes) else UNRECORDED
    return Request(request.method or "", request.url or "", _pairs(request.headers), known)


def _response_of(answer: Answer) -> Response:
    """Return an answer, with its body if that has been read; `answer.content` would read the caller's stream."""
    content = None if answer.is_redirect else getattr(answer, "_content", None)
    headers: Iterable[tuple[str, Any]] = _pairs(answer.headers)
    if "content-encoding" in answer.headers:
        # requests has already undone the content encoding.
        headers = [pair for pair in headers if pair[0].lower() != "content-encoding"]
    return Response(answer.status_code, headers, (content or None) if isinstance(content, bytes) else UNRECORDED)


def _pairs(headers: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Return the items of headers, ten times as fast as `items()` of the headers of requests."""
    if type(headers).__name__ != "CaseInsensitiveDict":
        return headers.items()
    kept: Mapping[str, tuple[str, Any]] = headers._store  # type: ignore[attr-defined]  # noqa: SLF001
    return kept.values()
