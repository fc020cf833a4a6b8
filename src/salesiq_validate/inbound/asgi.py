"""ASGI middleware for applications that SalesIQ calls: FastAPI, Starlette, Django, Quart, Litestar."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from salesiq_validate.exchange import Headers
from salesiq_validate.inbound.gate import REFUSAL, Gate, KeptAnswer, inbound_request

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class ASGIMiddleware:
    """Checks the messages that SalesIQ sends to an ASGI application, and its answers.

    Arguments:
        app: the application.
        public_keys, options: as in `Gate`.
    """

    def __init__(self, app: Application, public_keys: Any = (), **options: Any) -> None:
        self.app = app
        self.gate = Gate(public_keys, **options)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.gate.concerns(scope["method"], scope["path"]):
            await self.app(scope, receive, send)
            return
        read, body = await _read(receive, self.gate.max_body_bytes)
        request = inbound_request(scope["method"], _url(scope), _pairs(scope["headers"]), body)
        if not self.gate.admit(request):
            plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(REFUSAL))]
            await send({"type": "http.response.start", "status": 401, "headers": plain})
            await send({"type": "http.response.body", "body": REFUSAL})
            return
        answer = _Answer(send, self.gate.max_body_bytes)
        began = time.perf_counter()
        await self.app(scope, _again(read, receive), answer.send)
        self.gate.judge_answer(request, answer.response(), time.perf_counter() - began)


class _Answer(KeptAnswer):
    """Passes an application's answer on, and keeps it."""

    def __init__(self, send: Send, most: int) -> None:
        super().__init__(most)
        self._send = send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], _pairs(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.keep(message.get("body", b""))
        await self._send(message)


async def _read(receive: Receive, most: int) -> tuple[list[Message], bytes | None]:
    """Return the messages of a request's body and its bytes; None for bytes that are too many or incomplete."""
    messages, body = [], bytearray()
    while True:
        message = await receive()
        messages.append(message)
        if message["type"] != "http.request":
            return messages, None
        body += message.get("body", b"")
        if len(body) > most:
            return messages, None
        if not message.get("more_body", False):
            return messages, bytes(body)


def _again(messages: list[Message], receive: Receive) -> Receive:
    """Return a function that first repeats the messages already read, and then receives new ones."""
    waiting = iter(messages)

    async def again() -> Message:
        message = next(waiting, None)
        return await receive() if message is None else message

    return again


def _pairs(headers: Any) -> Headers:
    return tuple((bytes(name).decode("latin-1"), bytes(value).decode("latin-1")) for name, value in headers)


def _url(scope: MutableMapping[str, Any]) -> str:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"host"), "localhost")
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{scope.get('scheme', 'http')}://{host}{scope['path']}{'?' if query else ''}{query}"
