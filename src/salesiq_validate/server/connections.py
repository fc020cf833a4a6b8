"""Connections of the servers here: they answer invalid HTTP in our words, and read bodies within limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

from aiohttp import HttpVersion11, web

#: Makes the answer to what is turned away with an HTTP status, and why; its connection is closed.
TurnAway: TypeAlias = Callable[[int, str], web.Response]
#: Is told of what was not answered as SalesIQ would: an HTTP status, and why.
TurnedAway: TypeAlias = Callable[[int, str], None]


class UnreadBody(Exception):
    """A body that was not read to its end.

    Arguments:
        status: HTTP's, to answer with.
        why: in our words.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


async def read_body(request: web.BaseRequest, *, longest: int, seconds: float) -> bytes:
    """Return a body as it arrived.

    Arguments:
        longest: bytes that it may have.
        seconds: that it may take.

    Raises:
        UnreadBody: it is too large, breaks off or takes too long.
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


class Service(web.Server):
    """Makes connections that answer invalid HTTP in our words.

    Arguments:
        handler: answers a request.
        turn_away: answers what is none.
        settings: of a connection.
    """

    def __init__(self, handler: Callable[[web.BaseRequest], Any], turn_away: TurnAway, **settings: Any) -> None:
        super().__init__(handler, **settings)
        self._turn_away = turn_away
        self._settings = settings

    def __call__(self) -> web.RequestHandler:
        """Make a connection."""
        return _Connection(self, self._turn_away, loop=asyncio.get_running_loop(), **self._settings)


class _Connection(web.RequestHandler):
    """One connection; aiohttp itself would answer invalid HTTP with the bytes of the client."""

    __slots__ = ("_turn_away",)

    def __init__(self, service: web.Server, turn_away: TurnAway, **settings: Any) -> None:
        super().__init__(service, **settings)
        self._turn_away = turn_away

    def handle_error(
        self,
        _request: web.BaseRequest,
        status: int = 500,
        _error: BaseException | None = None,
        _message: str | None = None,
    ) -> web.StreamResponse:
        """Say that a request cannot be read, and close."""
        why = "the request is not valid HTTP" if status < 500 else "the request could not be answered"
        return self._turn_away(status, why)
