"""HTTPService: what a stand-in is on the wire, built on aiohttp's low-level server.

One thread runs one event loop. Judging takes microseconds, so it is done there; large bodies go to another thread, so
that nobody waits for them. Bodies are kept as they travel: compressed ones are judged under the validator's limits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from aiohttp import HttpVersion11, web
from attrs import frozen

from salesiq_validate.exchange import Request
from salesiq_validate.server import admin

if TYPE_CHECKING:
    import threading

    from salesiq_validate.exchange import Response
    from salesiq_validate.finding import Report
    from salesiq_validate.server.stand_in import StandIn

#: Seconds that a body may take, and that a connection may be idle.
_BODY_SECONDS: Final = 60
_IDLE_SECONDS: Final = 75
#: Seconds in which the first request of a connection must have arrived, twice at most: so often one looks.
_FIRST_SECONDS: Final = 20
#: Seconds that requests are given to end when the server does.
_GRACE: Final = 2
#: Bodies of more bytes are judged on another thread.
_LARGE: Final = 262_144
_SERVER: Final = "salesiq-validate stand-in"
#: aiohttp would log malformed requests with what stands in them.
_SILENT: Final = logging.getLogger("salesiq_validate.server.http")
_SILENT.disabled = True
_WHY_FULL: Final = "the stand-in has as many connections as it may"
_FULL: Final = (
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\n"
    f"Content-Length: {len(_WHY_FULL)}\r\nConnection: close\r\n\r\n{_WHY_FULL}"
).encode()

#: Is told of what was not answered as SalesIQ would: an HTTP status, and why.
TurnedAway: TypeAlias = Callable[[int, str], None]


@frozen
class Options:
    """Where to serve, and within which limits."""

    host: str
    #: 0 for one that is free.
    port: int
    #: Milliseconds to wait before each answer.
    latency_ms: float
    #: Bytes of a body, as they travel.
    max_body_bytes: int
    #: Connections at a time.
    max_connections: int


@frozen
class Sent:
    """What became of a request."""

    #: None where the stand-in itself was called wrongly.
    response: Response | None
    report: Report
    complaint: str = ""
    #: Whether the answer was asked for, whatever the request deserved.
    provoked: bool = False


class HTTPService:
    """Takes connections, reads requests within limits and writes what is answered.

    Arguments:
        options: how to serve.
        answer: judges and answers a request whose URL is a path; called on several threads.
        stand_in: what the calls under `/_stand-in/` steer.
        tell: is told what was turned away.
    """

    def __init__(
        self, options: Options, answer: Callable[[Request], Sent], stand_in: StandIn, tell: TurnedAway
    ) -> None:
        self._options = options
        self._answer = answer
        self._tell = tell
        self._stand_in = stand_in
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        #: Of connections that have sent a request, closed ones in part: ids, as protocols take no weak references.
        self._begun: set[int] = set()
        self.address: tuple[str, int] = ("", 0)
        #: Why it does not serve.
        self.failure: Exception | None = None

    async def serve(self, ready: threading.Event) -> None:
        """Serve until `stop`; sets `ready` once connections are taken, or `failure` is known."""
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        service = web.Server(
            self._handle,
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
        ready.set()
        sweeping = asyncio.create_task(self._sweep(service))
        await self._end.wait()
        sweeping.cancel()
        listening.close()
        service.pre_shutdown()
        await service.shutdown(_GRACE)

    def stop(self) -> None:
        """End from any thread."""
        assert self._loop is not None
        assert self._end is not None
        self._loop.call_soon_threadsafe(self._end.set)

    async def _sweep(self, service: web.Server) -> None:
        """Close connections on which no first request arrives; aiohttp sees to those that are idle behind one."""
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
        return _plain(status, why, close=close)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self._begun.add(id(request.protocol))
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await self._body(request)
        except TimeoutError:
            return self._turned_away(408, "the body did not arrive in time", close=True)
        except (web.RequestPayloadError, ConnectionError):
            return self._turned_away(400, "the body broke off, or is not chunked as it says", close=True)
        if body is None:
            return self._turned_away(413, f"the body is larger than {self._options.max_body_bytes} bytes", close=True)
        try:
            return await self._answered(request, body)
        except Exception as error:  # noqa: BLE001 - the last place, which must tell whoever asked; its text may hold values
            return self._turned_away(
                500, f"this is a bug in salesiq-validate, or in its listener: {type(error).__name__}"
            )

    async def _answered(self, request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        target = request.raw_path if request.raw_path.startswith("/") else request.url.raw_path_qs
        if admin.is_admin(target):
            status, document = admin.call(self._stand_in, request.method, target, body)
            return web.json_response(document, status=status, headers={"Server": _SERVER})
        headers = tuple(
            (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
            for name, value in request.raw_headers
        )
        sent = await self._judged(Request(request.method, target, headers, body or None))
        if self._options.latency_ms:
            await asyncio.sleep(self._options.latency_ms / 1000)
        if sent.response is None:
            return self._turned_away(400, sent.complaint)
        codes = dict.fromkeys(finding.rule.code for finding in sent.report.findings)
        why = ", ".join(["provoked", *codes] if sent.provoked else codes)
        content = sent.response.body
        return web.Response(
            status=sent.response.status or 200,
            body=content if isinstance(content, bytes) else b"",
            headers={**dict(sent.response.headers), "Server": _SERVER, "X-SalesIQ-Stand-In": why or "ok"},
        )

    async def _judged(self, request: Request) -> Sent:
        if isinstance(request.body, bytes) and len(request.body) > _LARGE:
            return await asyncio.to_thread(self._answer, request)
        return self._answer(request)

    async def _body(self, request: web.BaseRequest) -> bytes | None:
        """Return the body as it travelled, None for one that is too large."""
        longest = self._options.max_body_bytes
        if (request.content_length or 0) > longest:
            return None
        if request.headers.get("Expect", "").lower() == "100-continue" and request.version == HttpVersion11:
            assert request.transport is not None
            request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        parts: list[bytes] = []
        size = 0
        async for part in request.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > longest:
                return None
        return b"".join(parts)


class _Full(asyncio.Protocol):
    """Turns a connection away.

    Arguments:
        tell: is told so.
    """

    def __init__(self, tell: TurnedAway) -> None:
        self._tell = tell

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say why, and close."""
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(_FULL)
        transport.close()
        self._tell(503, _WHY_FULL)


def _plain(status: int, text: str, *, close: bool = False) -> web.Response:
    answer = web.Response(status=status, text=f"{text}\n", headers={"Server": _SERVER})
    if close:
        answer.force_close()
    return answer
