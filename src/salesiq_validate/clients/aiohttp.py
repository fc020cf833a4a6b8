"""A hook for `aiohttp.ClientSession`, as a client middleware (aiohttp 3.12 and later)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from salesiq_validate.clients.hook import Hook
from salesiq_validate.exceptions import MissingExtra
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response

if TYPE_CHECKING:
    from aiohttp import ClientRequest, ClientResponse

    from salesiq_validate.rules.glance import Glance

    Handler: TypeAlias = Callable[[ClientRequest], Awaitable[ClientResponse]]
    Middleware: TypeAlias = Callable[[ClientRequest, Handler], Awaitable[ClientResponse]]

#: What aiohttp follows.
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


def middleware(hook: Hook | None = None) -> Middleware:
    """Return a middleware for `ClientSession(middlewares=[...])` that judges everything sent to SalesIQ.

    A session's middlewares cannot be changed later, so there is no `install`. An answer is judged when its body is
    read, by `read()`, `text()` or `json()`, which then raise. One that is let go without that, because it was streamed
    or redirects elsewhere, is judged by status and headers.

    Raises:
        MissingExtra: aiohttp is not installed.
    """
    try:
        from aiohttp.payload import BytesPayload
    except ImportError:
        raise MissingExtra("the hook for aiohttp", "aiohttp", "aiohttp") from None
    hook = Hook() if hook is None else hook

    async def body_of(request: ClientRequest) -> Body:
        body: object = request.body
        if isinstance(body, BytesPayload):
            return await body.as_bytes() or None
        if isinstance(body, bytes):
            return body or None
        # A file, a generator or multipart, which only sending would read.
        return UNRECORDED

    async def judge(request: ClientRequest, handler: Handler) -> ClientResponse:
        method, url = request.method, str(request.url)
        glance = hook.glance(method, url)
        if glance is None and not hook.concerns(url):
            return await handler(request)
        body = await body_of(request)
        if glance is None or not _passes(glance, request, body):
            hook.before(Request(method, url, request.headers.items(), body))
        answer = await handler(request)

        def after(came: Body) -> None:
            if glance is None or not glance.passes_answer(answer.status, answer.headers.get("content-type"), came):
                hook.after(Request(method, url, request.headers.items(), body), response_of(answer, came))

        _when_read(answer, after)
        if answer.status >= 400 and request.session.raise_for_status:
            # The session is about to throw the answer away, and the refusal in it says more than the status.
            await answer.read()
        return answer

    return judge


def _passes(glance: Glance, request: ClientRequest, body: Body) -> bool:
    known = request.headers.get
    return glance.passes_request(known("authorization"), known("content-type"), known("content-encoding"), body)


def _when_read(answer: ClientResponse, after: Callable[[Body], None]) -> None:
    """Call a function once: with the answer's body when that is read, with `UNRECORDED` when it is let go before."""
    read, release = answer.read, answer.release

    def is_first() -> bool:
        vars(answer).pop("release", None)
        return vars(answer).pop("read", None) is not None

    async def judged_read() -> bytes:
        body = await read()
        if is_first():
            after(UNRECORDED if answer.status in _REDIRECTS else body or None)
        return body

    def judged_release() -> Any:
        released = release()
        if is_first():
            after(UNRECORDED)
        return released

    answer.read, answer.release = judged_read, judged_release  # type: ignore[method-assign]


def response_of(answer: ClientResponse, body: Body) -> Response:
    """Return an answer with the body that was read of it."""
    # aiohttp has undone the content encoding already.
    headers = [(name, value) for name, value in answer.headers.items() if name.lower() != "content-encoding"]
    return Response(answer.status, headers, body)
