"""A hook for `aiohttp.ClientSession`, as a client middleware (aiohttp 3.12 and later)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from salesiq_validate.clients.hook import Hook
from salesiq_validate.exceptions import MissingExtra
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response

if TYPE_CHECKING:
    from aiohttp import ClientRequest, ClientResponse

    Handler: TypeAlias = Callable[[ClientRequest], Awaitable[ClientResponse]]
    Middleware: TypeAlias = Callable[[ClientRequest, Handler], Awaitable[ClientResponse]]


def middleware(hook: Hook | None = None) -> Middleware:
    """Return a middleware for `ClientSession(middlewares=[...])` that judges everything sent to SalesIQ.

    A session's middlewares cannot be changed later, so there is no `install`. An answer is judged when its body is
    read, by `read()`, `text()` or `json()`, which then raise; one that is streamed is not judged.

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
        url = str(request.url)
        if not hook.concerns(url):
            return await handler(request)
        sent = Request(request.method, url, request.headers.items(), await body_of(request))
        hook.before(sent)
        answer = await handler(request)
        read = answer.read

        async def judged_read() -> bytes:
            body = await read()
            answer.read = read  # type: ignore[method-assign]
            hook.after(sent, response_of(answer, body or None))
            return body

        answer.read = judged_read  # type: ignore[method-assign]
        return answer

    return judge


def response_of(answer: ClientResponse, body: Body) -> Response:
    """Return an answer with the body that was read of it."""
    # aiohttp has undone the content encoding already.
    headers = [(name, value) for name, value in answer.headers.items() if name.lower() != "content-encoding"]
    return Response(answer.status, headers, body)
