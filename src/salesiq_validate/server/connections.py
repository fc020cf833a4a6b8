"""Connections of our servers: they answer invalid HTTP in our own words, and read bodies within limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeAlias

from aiohttp import HttpVersion11, web

#: Makes the answer to a rejected request from an HTTP status and the reason; the connection is then closed.
TurnAway: TypeAlias = Callable[[int, str], web.Response]
#: Called for each request that we did not answer as SalesIQ would, with an HTTP status and the reason.
TurnedAway: TypeAlias = Callable[[int, str], None]
#: How many seconds the first request of a connection may take. We check at this interval, so it may take twice as long.
_FIRST_SECONDS: Final = 20
#: How many seconds a connection may be idle.
_IDLE_SECONDS: Final = 75
#: How many seconds requests have to end when the server ends.
_GRACE: Final = 0.3
#: aiohttp would log the content of malformed requests.
_SILENT: Final = logging.getLogger("salesiq_validate.server.connections")
_SILENT.disabled = True
_WHY_FULL: Final = "there are too many connections"
_FULL: Final = (
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\n"
    f"Content-Length: {len(_WHY_FULL)}\r\nConnection: close\r\n\r\n{_WHY_FULL}"
).encode()


class UnreadBody(Exception):
    """A body was not read to its end.

    Arguments:
        status: the HTTP status for the answer.
        why: the reason, in our own words.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


async def read_body(request: web.BaseRequest, *, longest: int, seconds: float) -> bytes:
    """Return a body exactly as it arrived.

    Arguments:
        longest: the most bytes.
        seconds: the most seconds.

    Raises:
        UnreadBody: the body is too large, is incomplete or takes too long.
    """
    try:
        async with asyncio.timeout(seconds):
            body = await _read(request, longest)
    except TimeoutError:
        raise UnreadBody(408, "the body did not arrive in time") from None
    except (web.RequestPayloadError, ConnectionError):
        raise UnreadBody(400, "the body is incomplete, or not chunked as announced") from None
    if body is None:
        raise UnreadBody(413, f"the body is larger than {longest} bytes")
    return body


async def _read(request: web.BaseRequest, longest: int) -> bytes | None:
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


def plain(status: int, text: str, server: str, *, close: bool = False) -> web.Response:
    """Return an answer with one line of text and the server's name."""
    answer = web.Response(status=status, text=f"{text}\n", headers={"Server": server})
    if close:
        answer.force_close()
    return answer


def url_of(host: str, port: int) -> str:
    """Return the address of a server on a host; an IPv6 address stands in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def timestamp(time: datetime) -> str:
    """Return a time in UTC as recordings have it, in milliseconds."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Service(web.Server):
    """Listens, and makes connections that answer invalid HTTP in our own words.

    Bodies stay as they were sent: the service decompresses nothing.

    Arguments:
        handler: answers a request.
        turn_away: answers anything that is not a valid request.
        most: the most connections at the same time.
    """

    def __init__(self, handler: Callable[[web.BaseRequest], Any], turn_away: TurnAway, *, most: int) -> None:
        self._settings: dict[str, Any] = {
            "access_log": None,
            "logger": _SILENT,
            "auto_decompress": False,
            "keepalive_timeout": _IDLE_SECONDS,
            "lingering_time": 1,
        }
        super().__init__(self._handle, **self._settings)
        self._answer = handler
        self._turn_away = turn_away
        self._most = most
        #: The ids of connections that have sent a request, some already closed; protocols do not allow weak references.
        self._begun: set[int] = set()
        self._listening: asyncio.Server | None = None
        self._sweeping: asyncio.Task[None] | None = None

    def __call__(self) -> web.RequestHandler:
        """Make a connection."""
        return _Connection(self, self._turn_away, self._most, loop=asyncio.get_running_loop(), **self._settings)

    async def open(self, host: str, port: int) -> tuple[str, int]:
        """Start to listen; return the address and the port.

        Raises:
            OSError: the address or port is not available.
        """
        loop = asyncio.get_running_loop()
        self._listening = await loop.create_server(self, host, port, backlog=128)
        self._sweeping = asyncio.create_task(self._sweep())
        address: tuple[str, int] = self._listening.sockets[0].getsockname()[:2]
        return address

    async def close(self) -> None:
        """Stop listening, and give requests a moment to end."""
        assert self._listening is not None
        assert self._sweeping is not None
        self._listening.close()
        self._sweeping.cancel()
        self.pre_shutdown()
        await self.shutdown(_GRACE)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self._begun.add(id(request.protocol))
        answer: web.StreamResponse = await self._answer(request)
        return answer

    async def _sweep(self) -> None:
        """Close connections without a first request; aiohttp closes those that are idle after a request."""
        silent: set[int] = set()
        while True:
            await asyncio.sleep(_FIRST_SECONDS)
            connections = {id(connection): connection for connection in self.connections}
            self._begun &= connections.keys()
            for number in silent & connections.keys() - self._begun:
                connections.pop(number).force_close()
            silent = connections.keys() - self._begun


class _Full(asyncio.Protocol):
    """Rejects a connection.

    Arguments:
        turn_away: called with the reason.
    """

    def __init__(self, turn_away: TurnAway) -> None:
        self._turn_away = turn_away

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the reason, and close."""
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(_FULL)
        transport.close()
        self._turn_away(503, _WHY_FULL)


class _Connection(web.RequestHandler):
    """One connection; aiohttp itself would answer invalid HTTP with the bytes of the client."""

    __slots__ = ("_most", "_service", "_turn_away")

    def __init__(self, service: web.Server, turn_away: TurnAway, most: int, **settings: Any) -> None:
        super().__init__(service, **settings)
        self._service = service
        self._turn_away = turn_away
        self._most = most

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start, or reject one connection too many; aiohttp leaves limits to applications (aio-libs/aiohttp#675)."""
        # Not earlier: connections that arrive together are made before we count the first of them.
        if len(self._service.connections) < self._most:
            super().connection_made(transport)
            return
        full = _Full(self._turn_away)
        transport.set_protocol(full)
        full.connection_made(transport)

    def handle_error(
        self,
        _request: web.BaseRequest,
        status: int = 500,
        _error: BaseException | None = None,
        _message: str | None = None,
    ) -> web.StreamResponse:
        """Answer that the request cannot be read, and close."""
        why = "the request is not valid HTTP" if status < 500 else "the request could not be answered"
        return self._turn_away(status, why)
