"""HTTPService: the HTTP server of a stand-in, built on aiohttp's low-level server.

One thread runs one event loop. It checks a small request itself, because that takes microseconds. Larger bodies go to
other threads, so that other clients do not wait. We do not decompress bodies here: the validator reads compressed
bodies within its limits.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from aiohttp import web
from attrs import frozen

from salesiq_validate.exchange import Request
from salesiq_validate.judging.call import STAND_IN_HEADER
from salesiq_validate.server.admin import is_admin
from salesiq_validate.server.connections import Service, TurnedAway, UnreadBody, plain, read_body
from salesiq_validate.server.judges import JudgeThreads

if TYPE_CHECKING:
    import threading

    from salesiq_validate.exchange import Response
    from salesiq_validate.server.admin import AdminCalls

#: How many seconds a body may take.
_BODY_SECONDS: Final = 60
_SERVER: Final = "salesiq-validate stand-in"
_METHODS: Final = "GET, POST, PUT, PATCH, DELETE"
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


@frozen
class Options:
    """Where to listen, and the limits."""

    host: str
    #: 0 for any free port.
    port: int
    #: Milliseconds to wait before each answer.
    latency_ms: float
    #: The most bytes of a body, as sent.
    max_body_bytes: int
    #: The most connections at the same time.
    max_connections: int
    #: Origins whose pages may read the answers; `*` for any.
    cors: tuple[str, ...] = ()


@frozen
class Sent:
    """The result of a request."""

    #: None if the call to the stand-in itself was wrong.
    response: Response | None
    complaint: str = ""


class HTTPService:
    """Accepts connections, reads requests within limits and writes the answers.

    Arguments:
        options: how to serve.
        answer: judges and answers a request whose URL is a path; called on several threads.
        admin: answers the calls under `/_stand-in/`.
        tell: called for each rejected request.
    """

    def __init__(
        self, options: Options, answer: Callable[[Request], Sent], admin: AdminCalls, tell: TurnedAway
    ) -> None:
        self._options = options
        self._answer = answer
        self._tell = tell
        self._admin = admin
        self._judges: JudgeThreads | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self.address: tuple[str, int] = ("", 0)
        #: The error that keeps it from serving.
        self.failure: Exception | None = None

    async def serve(self, ready: threading.Event) -> None:
        """Serve until `stop`; sets `ready` when it accepts connections or has failed."""
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        service = Service(
            self._handle,
            lambda status, why: self._turned_away(status, why, close=True),
            most=self._options.max_connections,
        )
        try:
            self.address = await service.open(self._options.host, self._options.port)
        except Exception as error:  # noqa: BLE001 - the thread that waits for `ready` reports it, such as a used port
            self.failure = error
            ready.set()
            return
        self._judges = JudgeThreads()
        ready.set()
        await self._end.wait()
        self._judges.end()
        await service.close()

    def stop(self) -> None:
        """Stop, from any thread."""
        assert self._loop is not None
        assert self._end is not None
        self._loop.call_soon_threadsafe(self._end.set)

    def _turned_away(self, status: int, why: str, *, close: bool = False) -> web.Response:
        self._tell(status, why)
        return plain(status, why, _SERVER, close=close)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.method == "OPTIONS":
            # A browser's preflight; no client sends one to SalesIQ.
            answer = web.Response(status=204, headers={"Server": _SERVER, "Allow": _METHODS})
        else:
            answer = await self._answer_of(request)
        answer.headers.extend(_cross_origin(request, self._options.cors))
        return answer

    async def _answer_of(self, request: web.BaseRequest) -> web.Response:
        try:
            body = await read_body(request, longest=self._options.max_body_bytes, seconds=_BODY_SECONDS)
        except UnreadBody as error:
            return self._turned_away(error.status, error.why, close=True)
        try:
            return await self._judged(request, body)
        except Exception as error:  # noqa: BLE001 - the last place; it must answer the client, and hide values
            return self._turned_away(
                500, f"this is a bug in salesiq-validate, or in its listener: {type(error).__name__}"
            )

    async def _judged(self, request: web.BaseRequest, body: bytes) -> web.Response:
        target = request.raw_path if request.raw_path.startswith("/") else request.url.raw_path_qs
        if is_admin(target):
            host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
            status, document = self._admin.answer(request.method, target, body, host=host, origin=origin)
            return web.json_response(document, status=status, headers={"Server": _SERVER})
        headers = tuple(
            (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
            for name, value in request.raw_headers
        )
        to_judge = Request(request.method, target, headers, body or None)
        assert self._judges is not None
        sent = await self._judges.run(lambda: self._answer(to_judge), len(body))
        if self._options.latency_ms:
            await asyncio.sleep(self._options.latency_ms / 1000)
        if sent.response is None:
            return self._turned_away(400, sent.complaint)
        content = sent.response.body
        return web.Response(
            status=sent.response.status or 200,
            body=content if isinstance(content, bytes) else b"",
            headers={**dict(sent.response.headers), "Server": _SERVER},
        )


def _cross_origin(request: web.BaseRequest, allowed: tuple[str, ...]) -> dict[str, str]:
    """Return the headers that allow a page of an allowed origin to send its request and read the answer."""
    origin = request.headers.get("Origin")
    if not allowed:
        return {}
    if origin is None or not ({origin, "*"} & set(allowed)):
        return {"Vary": "Origin"}
    found = {"Access-Control-Allow-Origin": origin, "Vary": "Origin", "Access-Control-Expose-Headers": STAND_IN_HEADER}
    if request.method == "OPTIONS":
        wanted = request.headers.get("Access-Control-Request-Headers", "")
        found["Access-Control-Allow-Methods"] = _METHODS
        found["Access-Control-Allow-Headers"] = ", ".join(_HEADER_NAME.findall(wanted))
        found["Access-Control-Max-Age"] = "600"
    return found
