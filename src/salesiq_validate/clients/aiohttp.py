"""The tap of `aiohttp.ClientSession`: a client middleware for a hook, and for the pytest plugin the entry `_request`.

Every public method that sends calls `_request`. aioresponses and VCR replace `_request` on the class each time a mock
or cassette opens, and would replace a wrapper on the class as well, so the current method is wrapped at each use. For
the network, a middleware would be enough, but aioresponses and VCR do not run middlewares, and both show tests the
options of a call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast
from unittest.mock import NonCallableMock

from salesiq_validate.clients.hook import Hook
from salesiq_validate.clients.tap import Observer, PendingCall, Replace
from salesiq_validate.exceptions import MissingExtra
from salesiq_validate.exchange import UNRECORDED, Body, Form, Headers, Request, Response
from salesiq_validate.validator import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from aiohttp import ClientRequest, ClientResponse, ClientResponseError, ClientSession

    Handler: TypeAlias = Callable[[ClientRequest], Awaitable[ClientResponse]]
    Middleware: TypeAlias = Callable[[ClientRequest, Handler], Awaitable[ClientResponse]]

_ENTRY: Final = "_request"
#: aiohttp adds this header for bodies that it makes or knows; mocks never see it.
_CONTENT_TYPE: Final = "content-type"
_AUTHORIZATION: Final = "authorization"
#: The statuses that aiohttp follows.
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


def middleware(hook: Hook | Validator | None = None) -> Middleware:
    """Return a middleware for `ClientSession(middlewares=[...])` that checks everything sent to SalesIQ.

    A session's middlewares cannot be changed later, so there is no `install`. An answer is checked when `read()`,
    `text()` or `json()` reads its body; these then raise. If its body is not read, because it is streamed or a
    redirect, only its status and headers are checked.

    Raises:
        MissingExtra: aiohttp is not installed.
    """
    try:
        from aiohttp.payload import BytesPayload
    except ImportError:
        raise MissingExtra("the hook for aiohttp", "aiohttp", "aiohttp") from None
    hook = Hook.of(hook)

    async def body_of(request: ClientRequest) -> Body:
        body: object = request.body
        if isinstance(body, BytesPayload):
            return await body.as_bytes() or None
        # Only sending may read a file, a generator or multipart.
        return (body or None) if isinstance(body, bytes) else UNRECORDED

    async def judge(request: ClientRequest, handler: Handler) -> ClientResponse:
        if not hook.concerns(str(request.url)):
            return await handler(request)
        body = await body_of(request)
        call = hook.begin(Request(request.method, str(request.url), request.headers.items(), body))
        answer = await handler(request)
        call.answer = partial(_response_of, answer)
        _when_read(answer, partial(hook.end, call))
        if answer.status >= 400 and request.session.raise_for_status:
            # The session is about to discard the answer, and the refusal in it says more than the status.
            await answer.read()
        return answer

    return judge


def _when_read(answer: ClientResponse, end: Callable[[], None]) -> None:
    """Call a function once: when an answer is read, or when it is released unread."""
    read, release = answer.read, answer.release

    def end_once() -> None:
        vars(answer).pop("release", None)
        if vars(answer).pop("read", None) is not None:
            end()

    async def judged_read() -> bytes:
        body = await read()
        end_once()
        return body

    def judged_release() -> Any:
        released = release()
        end_once()
        return released

    answer.read, answer.release = judged_read, judged_release  # type: ignore[method-assign]


def watch(library: ModuleType, observer: Observer, replace: Replace) -> None:
    """Report the calls of every session to an observer."""
    look_up = library.ClientSession.__getattribute__

    def watched_look_up(session: ClientSession, name: str) -> Any:
        found = look_up(session, name)
        if name != _ENTRY or isinstance(found, NonCallableMock):
            return found
        return partial(watched_request, session, found)

    async def watched_request(session: ClientSession, send: Any, method: str, url: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        whole_url = _url(session, url, options)
        if not observer.concerns(whole_url):
            return await send(method, url, **options)
        may_add_token = bool(
            options.get("middlewares") or getattr(session, "_middlewares", ()) or options.get("auth") is not None
        )
        headers, body = _headers(session, options), _body(session, options)
        call = observer.begin(_request(method.upper(), whole_url, headers, body, may_add_token=may_add_token))
        try:
            answer = await send(method, url, **options)
        except Exception as error:
            call.fail(error)
            # A proxy's answer does not come from SalesIQ; its error has a class of its own.
            if type(error) is library.ClientResponseError:
                call.answer = _lost(cast("ClientResponseError", error), call.request)
                observer.end(call)
            raise
        if isinstance(answer, library.ClientResponse):
            _tell(observer, call, answer, may_add_token=may_add_token)
        return answer

    replace(library.ClientSession, "__getattribute__", watched_look_up)


def _tell(observer: Observer, call: PendingCall, last: ClientResponse, *, may_add_token: bool) -> None:
    body = call.request.body
    for turn, answer in enumerate([*last.history, last]):
        about = answer.request_info
        # aioresponses writes methods as `post`.
        method = about.method.upper()
        if turn:
            body = None if method in {"GET", "HEAD"} else UNRECORDED
        headers = tuple(about.headers.items())
        request = _request(method, str(about.url), headers, body, may_add_token=may_add_token)
        if turn:
            call = observer.begin(request)
        else:
            call.request = request
        call.answer = partial(_response_of, answer)
        observer.end(call)


def _lost(error: ClientResponseError, request: Request) -> Callable[[], Response] | None:
    """Return an answer that a session dropped because of its status, without its body."""
    # After a redirect, it is the answer to another request. The query is not compared, because aioresponses sorts it.
    if _without_query(str(error.request_info.url)) != _without_query(request.url):
        return None
    return partial(Response, error.status, list((error.headers or {}).items()), UNRECORDED)


def _without_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _url(session: ClientSession, url: Any, options: Mapping[str, Any]) -> str:
    try:
        whole = session._build_url(url)  # noqa: SLF001 - knows the session's base, and mocks use it as well
        return str(whole.extend_query(options["params"]) if options.get("params") else whole)
    except (TypeError, ValueError):
        return str(url)


def _headers(session: ClientSession, options: Mapping[str, Any]) -> Headers:
    try:
        known = session._prepare_headers(options.get("headers"))  # noqa: SLF001 - knows the session's own, see above
    except (TypeError, ValueError):
        return ()
    return tuple((str(name), str(value)) for name, value in known.items())


def _request(method: str, url: str, headers: Headers, body: Body, *, may_add_token: bool) -> Request:
    """Return a request, with the names of headers that are added only on sending."""
    names = {name.lower() for name, _ in headers}
    unrecorded = set()
    if body is not None and _CONTENT_TYPE not in names:
        unrecorded.add(_CONTENT_TYPE)
    if may_add_token and _AUTHORIZATION not in names:
        unrecorded.add(_AUTHORIZATION)
    return Request(method, url, headers, body, unrecorded_headers=frozenset(unrecorded))


def _body(session: ClientSession, options: Mapping[str, Any]) -> Body:
    """Return the body that the client will send; a file or a generator is not read."""
    json, data = options.get("json"), options.get("data")
    if json is not None:
        try:
            return session.json_serialize(json).encode()
        except (TypeError, ValueError):
            # Sending will fail for the same reason.
            return UNRECORDED
    if data is None:
        return None
    if isinstance(data, str):
        data = data.encode()
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data) or None
    if isinstance(data, dict) and all(isinstance(value, (str, int, float)) for value in data.values()):
        return Form((str(name), str(value)) for name, value in data.items())
    return UNRECORDED


def _response_of(answer: ClientResponse) -> Response:
    """Return an answer, with its body if that has been read; calling `read()` here would take it from the caller."""
    content = None if answer.status in _REDIRECTS else getattr(answer, "_body", None)
    # aiohttp has already undone the content encoding.
    headers = [(name, value) for name, value in answer.headers.items() if name.lower() != "content-encoding"]
    return Response(answer.status, headers, (content or None) if isinstance(content, bytes) else UNRECORDED)
