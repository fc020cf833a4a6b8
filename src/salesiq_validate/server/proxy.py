"""Proxy: passes calls on to one server and back, and lets an observer check them.

The proxy does not change bodies: it sends a request's bytes as the client sent them, leaves compressed answers
compressed, and passes on the parts of an answer as they arrive. It passes on header fields in their order, except those
that RFC 9110, 7.6.1 keeps to one connection, and `Host`, which comes first and names the server. aiohttp writes a
question mark only before a query that is not empty. It adds Date, Server and Content-Type to an answer that lacks them.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final, Self, TypeAlias
from urllib.parse import urlsplit

from attrs import define, field, frozen

from salesiq_validate.exceptions import MissingExtra, UnusableArgument
from salesiq_validate.exchange import UNRECORDED, Exchange, Request, Response
from salesiq_validate.limits import Limits
from salesiq_validate.server.judges import LARGE, JudgeThreads

try:
    import aiohttp
    from aiohttp import web
    from yarl import URL

    from salesiq_validate.server.connections import (
        Service,
        TurnedAway,
        UnreadBody,
        plain,
        read_body,
        timestamp,
        url_of,
    )
except ModuleNotFoundError:
    raise MissingExtra("the proxy", "aiohttp", "serve") from None

if TYPE_CHECKING:
    from types import TracebackType

    from salesiq_validate.exchange import Body, Headers
    from salesiq_validate.finding import Report, SalesIQError
    from salesiq_validate.validator import Validator

#: Called for each call with the exchange, its report, and why it was not passed on ("" if it was).
CallObserver: TypeAlias = Callable[[Exchange, "Report", str], None]

#: The fields of RFC 9110, 7.6.1, and those that older software sends.
_OF_ONE_CONNECTION: Final = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
#: Fields that aiohttp would add to a request.
_ADDED: Final = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
#: How many small calls may wait for their check while the proxy passes on others.
_WAITING: Final = 100


@frozen
class ProxyOptions:
    """Where to listen, where to send, and the limits."""

    #: `https://salesiq.zoho.eu`: scheme and host, perhaps a port.
    to: str = field()
    host: str = "127.0.0.1"
    #: 0 for any free port.
    port: int = 0
    #: Answer requests that SalesIQ would refuse instead of sending them.
    refuse: bool = False
    #: The most bytes of a request's body, as sent; a larger one gets HTTP 413. A larger body of an answer is passed on
    #: but not judged.
    max_body_bytes: int = Limits().max_body_bytes
    #: The most connections at the same time; further ones get HTTP 503.
    max_connections: int = 250
    #: How many seconds the server may take to start its answer, and between parts of it.
    seconds: float = 60

    @to.validator
    def _check_to(self, _: object, to: str) -> None:
        try:
            parts = urlsplit(to)
            is_whole = to.rstrip("/").lower() == f"{parts.scheme}://{parts.netloc}".lower() and "@" not in parts.netloc
            is_usable = is_whole and parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            is_usable = False
        if not is_usable:
            raise UnusableArgument("give a scheme and a host, like https://salesiq.zoho.eu")


class Proxy:
    """Passes calls on while it is open: `async with Proxy(validator, options, observer) as proxy: ... proxy.url`.

    Arguments:
        validator: judges calls; it recognises them only if the upstream server is one of its servers.
        options: the addresses and limits.
        observer: called after each call's answer has left, for one call at a time.
        recorder: called for each call before the observer, by several threads at the same time.
        turned_away: called for anything but a call, with the HTTP status of the answer and the reason.
    """

    def __init__(
        self,
        validator: Validator,
        options: ProxyOptions,
        observer: CallObserver,
        recorder: Callable[[Exchange], None] | None = None,
        turned_away: TurnedAway | None = None,
    ) -> None:
        self._validator = validator
        self._options = options
        self._observer = observer
        self._recorder = recorder
        self._turned_away = turned_away
        self._to = options.to.rstrip("/")
        self._client: aiohttp.ClientSession | None = None
        self._service: Service | None = None
        self._judges: JudgeThreads | None = None
        #: Calls that the proxy is passing on.
        self._open: set[_Call] = set()
        #: Small calls that wait to be judged and reported; None ends the queue.
        self._answered: asyncio.Queue[_Call | None] = asyncio.Queue(_WAITING)
        #: Large calls, which are judged at the same time as the small ones.
        self._large: set[asyncio.Task[None]] = set()
        self._telling: asyncio.Task[None] | None = None
        self._failed = asyncio.Event()
        self._failure: Exception | None = None
        #: The address for clients: `http://127.0.0.1:49152`, without a slash at the end.
        self.url = ""

    async def __aenter__(self) -> Self:
        """Start to serve.

        Raises:
            UnusableArgument: the host or port is not available.
        """
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=self._options.seconds,
            sock_connect=self._options.seconds,
            sock_read=self._options.seconds,
        )
        self._client = aiohttp.ClientSession(
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=timeout,
            connector=aiohttp.TCPConnector(limit=0),
            skip_auto_headers=_ADDED,
        )
        self._service = Service(self._handle, self._turn_away, most=self._options.max_connections)
        try:
            host, port = await self._service.open(self._options.host, self._options.port)
        except OSError as error:
            await self._client.close()
            raise UnusableArgument(
                f"the proxy cannot serve at {self._options.host} port {self._options.port}: "
                f"{error.strerror or 'there is no such address'}; port 0 means any free port"
            ) from error
        self._judges = JudgeThreads()
        self._telling = asyncio.create_task(self._tell_all())
        self.url = url_of(host, port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._service is not None
        assert self._client is not None
        assert self._judges is not None
        assert self._telling is not None
        await self._service.close()
        for call in tuple(self._open):
            call.why = call.why or "the proxy ended before the answer"
            await self._done(call)
        # We report every call that was sent, however long its check takes.
        await self._answered.put(None)
        await asyncio.gather(self._telling, *self._large)
        self._judges.end()
        await self._client.close()
        if self._failure is not None and error is None:
            raise self._failure

    async def until(self, asked: asyncio.Event) -> None:
        """Wait for the signal to end, or until the observer has failed; the proxy raises its error when it closes."""
        waiting = [asyncio.create_task(event.wait()) for event in (asked, self._failed)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()

    async def _handle(self, incoming: web.BaseRequest) -> web.StreamResponse:
        if not incoming.raw_path.startswith("/"):
            why = "this is not a forward proxy: use its address as the base URL of SalesIQ in the client"
            return self._turn_away(400, why)
        if "#" in incoming.raw_path:
            return self._turn_away(400, "the target of a request must not have a fragment")
        try:
            body = await read_body(incoming, longest=self._options.max_body_bytes, seconds=self._options.seconds)
        except UnreadBody as error:
            return self._turn_away(error.status, error.why)
        request = Request(incoming.method, self._to + incoming.raw_path, _pairs(incoming.raw_headers), body or None)
        call = _Call(request, datetime.now(UTC))
        self._open.add(call)
        try:
            refused = await self._refusal(request) if self._options.refuse else None
            if refused is None:
                return await self._pass_on(incoming, call)
            call.why = "refused by the proxy, not sent"
            return web.json_response(refused.as_envelope())
        finally:
            await self._done(call)

    def _turn_away(self, status: int, why: str) -> web.Response:
        if self._turned_away is not None:
            self._turned_away(status, why)
        return _own(status, why)

    async def _refusal(self, request: Request) -> SalesIQError | None:
        """Return the refusal that SalesIQ would send for a request."""
        assert self._judges is not None
        report = await self._judges.run(lambda: self._validator.check(Exchange(request)), _size(request.body))
        return report.reply

    async def _pass_on(self, incoming: web.BaseRequest, call: _Call) -> web.StreamResponse:
        """Pass a request on, and its answer back."""
        assert self._client is not None
        host = urlsplit(self._to).netloc
        # The client has already been told to continue.
        headers = [
            (name, host if name.lower() == "host" else value)
            for name, value in _forwarded(call.request.headers)
            if name.lower() != "expect"
        ]
        body = call.request.body if isinstance(call.request.body, bytes) else None
        try:
            async with self._client.request(
                call.request.method,
                URL(call.request.url, encoded=True),
                headers=headers,
                data=body,
                allow_redirects=False,
            ) as received:
                return await self._answer_back(incoming, call, received)
        except TimeoutError:
            call.why = "the server did not answer in time"
            return _own(504, call.why)
        except (aiohttp.ClientError, ValueError) as error:
            is_reached = not isinstance(error, aiohttp.ClientConnectorError)
            what = "the answer cannot be read" if is_reached else "the server cannot be reached"
            call.why = f"{what}: {_reason(error)}"
            return _own(502, call.why)

    async def _answer_back(
        self, incoming: web.BaseRequest, call: _Call, received: aiohttp.ClientResponse
    ) -> web.StreamResponse:
        headers = _pairs(received.raw_headers)
        # An answer that came in one piece goes on in one piece; separate head and body would wake the client twice.
        whole = await received.content.read() if received.content.is_eof() else b""
        status, reason = received.status, received.reason
        answer = (
            web.Response(status=status, reason=reason, body=whole)
            if whole
            else web.StreamResponse(status=status, reason=reason)
        )
        for name, value in _forwarded(headers):
            answer.headers.add(name, value)
        parts = [whole]
        size, is_whole = len(whole), True
        try:
            await answer.prepare(incoming)
            async for part in received.content.iter_any():
                size += len(part)
                parts.append(part)
                if size > self._options.max_body_bytes:
                    parts.clear()
                await answer.write(part)
            await answer.write_eof()
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            # The client has a part of the answer; the closed connection shows that the rest is missing.
            call.why = f"the answer is incomplete: {type(error).__name__}"
            is_whole = False
            if incoming.transport is not None:
                incoming.transport.abort()
        is_known = is_whole and size <= self._options.max_body_bytes
        call.response = Response(received.status, headers, (b"".join(parts) or None) if is_known else UNRECORDED)
        return answer

    async def _done(self, call: _Call) -> None:
        """Have a call checked and reported, once."""
        if call not in self._open:
            return
        self._open.discard(call)
        if call.size <= LARGE:
            await self._answered.put(call)
            return
        task = asyncio.create_task(self._tell(call))
        self._large.add(task)
        task.add_done_callback(self._large.discard)
        # The next call on this connection waits, so that we hold few large bodies.
        await asyncio.shield(task)

    async def _tell_all(self) -> None:
        """Report small calls, one at a time; calls that arrive meanwhile are passed on first."""
        while (call := await self._answered.get()) is not None:
            await self._tell(call)
            await asyncio.sleep(0)

    async def _tell(self, call: _Call) -> None:
        """Judge, record and report a call; do nothing after the first failure."""
        assert self._judges is not None
        exchange = Exchange(call.request, call.response, time=timestamp(call.time))
        try:
            if self._failure is None:
                report = await self._judges.run(partial(self._recorded, exchange), call.size)
                self._observer(exchange, report, call.why)
        except Exception as error:  # noqa: BLE001 - raised again when the proxy closes
            self._failure = error
            self._failed.set()

    def _recorded(self, exchange: Exchange) -> Report:
        if self._recorder is not None:
            self._recorder(exchange)
        return self._validator.check(exchange)


@define(eq=False)
class _Call:
    """One call so far."""

    request: Request
    time: datetime
    response: Response | None = None
    #: Why it was not passed on to its end.
    why: str = ""

    @property
    def size(self) -> int:
        """Bytes of its larger body."""
        return max(_size(self.request.body), 0 if self.response is None else _size(self.response.body))


def _size(body: Body) -> int:
    return len(body) if isinstance(body, bytes) else 0


def _reason(error: Exception) -> str:
    """Return why a server cannot be reached; the error's own text would show the address and parts of the request."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "its certificate is not valid"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "there is no such host"
    is_refused = isinstance(error, OSError) and error.errno == errno.ECONNREFUSED
    return "it refuses connections" if is_refused else type(error).__name__


def _pairs(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return tuple((_text(name), _text(value)) for name, value in headers)


def _text(field_text: bytes) -> str:
    """Return a name or value as text; if it is not UTF-8, it is read as Latin-1 and sent as UTF-8."""
    try:
        return field_text.decode()
    except UnicodeDecodeError:
        return field_text.decode("latin-1")


def _forwarded(headers: Headers) -> Headers:
    """Return the fields that are not limited to one connection, in their order."""
    named = {
        option.strip().lower() for name, value in headers if name.lower() == "connection" for option in value.split(",")
    }
    dropped = _OF_ONE_CONNECTION | named
    return tuple((name, value) for name, value in headers if name.lower() not in dropped)


def _own(status: int, text: str) -> web.Response:
    """Return an answer of the proxy itself."""
    return plain(status, text, "salesiq-validate proxy", close=True)
