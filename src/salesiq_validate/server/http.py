"""HTTPService: the HTTP server of a stand-in, built on aiohttp's low-level server.

One thread runs one event loop. It checks a small request itself, because that takes microseconds; larger bodies go to
other threads, so that other clients do not wait. Bodies are not unpacked here: the validator reads compressed ones
within its limits.
"""

from __future__ import annotations

import asyncio
import logging
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

#: Seconds that a body may take, and that a connection may be idle.
_BODY_SECONDS: Final = 60
_IDLE_SECONDS: Final = 75
#: Seconds in which the first request of a connection must have arrived, twice at most: so often one looks.
_FIRST_SECONDS: Final = 20
#: Seconds that requests are given to end when the server does.
_GRACE: Final = 0.3
_SERVER: Final = "salesiq-validate stand-in"
#: aiohttp would log malformed requests with what stands in them.
_SILENT: Final = logging.getLogger("salesiq_validate.server.http")
_SILENT.disabled = True
_METHODS: Final = "GET, POST, PUT, PATCH, DELETE"
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_WHY_FULL: Final = "the stand-in has too many connections"
_FULL: Final = (
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\n"
    f"Content-Length: {len(_WHY_FULL)}\r\nConnection: close\r\n\r\n{_WHY_FULL}"
).encode()


@frozen
class Options:
    """Where to listen, and the limits."""

    host: str
    #: 0 for one that is free.
    port: int
    #: Milliseconds to wait before each answer.
    latency_ms: float
    #: Bytes of a body, as they travel.
    max_body_bytes: int
    #: Connections at a time.
    max_connections: int
    #: Origins whose pages may read the answers; `*` for any.
    cors: tuple[str, ...] = ()


@frozen
class Sent:
    """The result of a request."""

    #: None where the stand-in itself was called wrongly.
    response: Response | None
    complaint: str = ""


class HTTPService:
    """Accepts connections, reads requests within limits and writes the answers.

    Arguments:
        options: how to serve.
        answer: judges and answers a request whose URL is a path; called on several threads.
        admin: answers the calls under `/_stand-in/`.
        tell: is told what was turned away.
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
        #: Of connections that have sent a request, closed ones in part: ids, as protocols take no weak references.
        self._begun: set[int] = set()
        self.address: tuple[str, int] = ("", 0)
        #: Why it does not serve.
        self.failure: Exception | None = None

    async def serve(self, ready: threading.Event) -> None:
        """Serve until `stop`; sets `ready` when it accepts connections or has failed."""
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        service = Service(
            self._handle,
            lambda status, why: self._turned_away(status, why, close=True),
            access_log=None,
            logger=_SILENT,
            auto_decompress=False,
            keepalive_timeout=_IDLE_SECONDS,
            lingering_time=1,
        )
        try:
            listening = await self._loop.create_server(
                lambda: self._protocol(service), self._options.host, self._options.port, backlog=128
            )
        except Exception as error:  # noqa: BLE001 - whoever waits for `ready` tells it: a port that is taken, or is none
            self.failure = error
            ready.set()
            return
        host, port = listening.sockets[0].getsockname()[:2]
        self.address = (host, port)
        self._judges = JudgeThreads()
        ready.set()
        sweeping = asyncio.create_task(self._sweep(service))
        await self._end.wait()
        sweeping.cancel()
        listening.close()
        self._judges.end()
        service.pre_shutdown()
        await service.shutdown(_GRACE)

    def stop(self) -> None:
        """Stop, from any thread."""
        assert self._loop is not None
        assert self._end is not None
        self._loop.call_soon_threadsafe(self._end.set)

    async def _sweep(self, service: web.Server) -> None:
        """Close connections without a first request; aiohttp closes those that are idle after one."""
        silent: set[int] = set()
        while True:
            await asyncio.sleep(_FIRST_SECONDS)
            connections = {id(connection): connection for connection in service.connections}
            self._begun &= connections.keys()
            for number in silent & connections.keys() - self._begun:
                connections.pop(number).force_close()
            silent = connections.keys() - self._begun

    def _protocol(self, service: web.Server) -> asyncio.BaseProtocol:
        # aiohttp leaves it to applications to limit connections (aio-libs/aiohttp#675).
        return service() if len(service.connections) < self._options.max_connections else _Full(self._tell)

    def _turned_away(self, status: int, why: str, *, close: bool = False) -> web.Response:
        self._tell(status, why)
        return plain(status, why, _SERVER, close=close)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self._begun.add(id(request.protocol))
        if request.method == "OPTIONS":
            # Browsers ask so before they send; SalesIQ is never asked.
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
        except Exception as error:  # noqa: BLE001 - the last place, which must tell whoever asked; its text may hold values
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


class _Full(asyncio.Protocol):
    """Rejects a connection.

    Arguments:
        tell: is told so.
    """

    def __init__(self, tell: TurnedAway) -> None:
        self._tell = tell

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the reason, and close."""
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(_FULL)
        transport.close()
        self._tell(503, _WHY_FULL)


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
