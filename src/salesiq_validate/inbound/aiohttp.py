"""Middleware for applications on aiohttp's server, which is neither ASGI nor WSGI."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from salesiq_validate.exceptions import MissingExtra
from salesiq_validate.exchange import UNRECORDED, Response
from salesiq_validate.inbound.gate import REFUSAL, Gate, inbound_request

if TYPE_CHECKING:
    from aiohttp import web

    Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
    Middleware: TypeAlias = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]


def middleware(public_keys: Any = (), **options: Any) -> Middleware:
    """Return a middleware that checks the messages that SalesIQ sends to an application, and its answers.

    Handlers can use `read`, `text` or `json`, but not the stream itself, which has already been read.

    Arguments:
        public_keys, options: as in `Gate`.

    Raises:
        MissingExtra: aiohttp is not installed.
    """
    try:
        from aiohttp import web
    except ImportError:
        raise MissingExtra("the middleware for aiohttp", "aiohttp", "aiohttp") from None
    gate = Gate(public_keys, **options)

    @web.middleware
    async def judge(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not gate.concerns(request.method, request.path):
            return await handler(request)
        is_long = (request.content_length or 0) > gate.max_body_bytes
        body = None if is_long else await request.read()
        received = inbound_request(request.method, str(request.url), tuple(request.headers.items()), body)
        if not gate.admit(received):
            return web.Response(status=401, body=REFUSAL, content_type="text/plain", charset="utf-8")
        began = time.perf_counter()
        try:
            answer = await handler(request)
        except web.HTTPException as error:
            gate.judge_answer(received, _response(error), time.perf_counter() - began)
            raise
        gate.judge_answer(received, _response(answer), time.perf_counter() - began)
        return answer

    return judge


def _response(answer: web.StreamResponse) -> Response:
    body = getattr(answer, "body", UNRECORDED)
    is_known = body is None or isinstance(body, bytes)
    return Response(answer.status, tuple(answer.headers.items()), body if is_known else UNRECORDED)
