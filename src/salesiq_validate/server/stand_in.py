"""StandIn: a server on loopback that checks requests and answers as SalesIQ would."""

from __future__ import annotations

import asyncio
import errno
import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from attrs import evolve

from salesiq_validate.exceptions import SalesIQValidateError, UnusableArgument
from salesiq_validate.exchange import Exchange, header_value
from salesiq_validate.judging.call import STAND_IN_HEADER
from salesiq_validate.limits import MIB, Limits
from salesiq_validate.privacy.printable import printable
from salesiq_validate.server.admin import AdminCalls
from salesiq_validate.server.answers import Answers
from salesiq_validate.server.connections import TurnedAway, timestamp, url_of
from salesiq_validate.server.history import History
from salesiq_validate.server.http import HTTPService, Options, Sent
from salesiq_validate.server.provocations import Provocations
from salesiq_validate.validator import Validator

if TYPE_CHECKING:
    from salesiq_validate.exchange import Request, Response
    from salesiq_validate.finding import Report

Listener: TypeAlias = Callable[[Exchange, "Report"], None]

_LIMITS: Final = Limits()
_KEEP_BYTES: Final = 64 * MIB
#: An origin as browsers send it; pages without an origin, such as local files, send null.
_ORIGIN: Final = re.compile(r"\*|null|[a-z][a-z0-9+.-]*://[^/\s]+")


class StandIn:
    """Stands in for SalesIQ until it is stopped: `with StandIn() as salesiq: client = Client(salesiq.url)`.

    It remembers nothing: a created record is not in later lists. The same request always gets the same answer, and an
    id means the same record in every answer.

    Arguments:
        validator: judges the requests; by default against the shipped contract. It may have any server, because it
        judges the paths as if the requests went to SalesIQ.
        seed: changes the made-up data.
        refusal_status: HTTP status of refusals, 200 as documented; others have been seen.
        listener: called with every exchange and its report before the answer is sent; on a thread of the server, and
        never twice at the same time.
        recorder: called with every exchange before the answer is sent, by several threads at the same time.
        turned_away: called like the listener, with the HTTP status and the reason, for anything that was not judged or
        answered: a body that is too large, one connection too many, an invalid provocation.
        host: the address on which it listens; anybody who can reach it can control it, so the default is loopback.
        port: 0 means any free port.
        latency_ms: milliseconds to wait before each answer.
        max_body_bytes: the most bytes of a body, as sent; a larger one gets HTTP 413.
        max_connections: the most connections at the same time; further ones get HTTP 503 and are closed.
        keep: how many of the latest exchanges it keeps.
        keep_bytes: how many bytes they may take; it does not keep a body that would take a quarter of them.
        cors: origins like `http://localhost:5173`, whose pages in a browser may call; `*` for any, but for admin calls.

    Raises:
        UnusableArgument: a status or an origin is invalid.
    """

    def __init__(
        self,
        validator: Validator | None = None,
        *,
        seed: int = 0,
        refusal_status: int = 200,
        listener: Listener | None = None,
        recorder: Callable[[Exchange], None] | None = None,
        turned_away: TurnedAway | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        latency_ms: float = 0,
        max_body_bytes: int = _LIMITS.max_body_bytes,
        max_connections: int = 100,
        keep: int = 1_000,
        keep_bytes: int = _KEEP_BYTES,
        cors: Iterable[str] = (),
    ) -> None:
        if not 200 <= refusal_status <= 599:
            raise UnusableArgument("the status of refusals must be between 200 and 599")
        origins = tuple(cors)
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise UnusableArgument(
                    f"{printable(origin, limit=100)!r} is not an origin; write scheme, host and port, without a slash "
                    "at the end, like http://localhost:5173, or * for all"
                )
        self._options = Options(host, port, latency_ms, max_body_bytes, max_connections, origins)
        self._validator = Validator() if validator is None else validator
        self._answers = Answers(self._validator, seed=seed, refusal_status=refusal_status)
        self._provocations = Provocations(self._validator)
        self._listener = listener
        self._recorder = recorder
        self._turned_away = turned_away
        self._listening = threading.Lock()
        self._history = History(keep, keep_bytes)
        self._admin = AdminCalls(self._about, self._provocations, self._history, host=host, origins=self._options.cors)
        self._server = _documented_server(self._validator)
        self._thread: threading.Thread | None = None
        self._service: HTTPService | None = None

    @property
    def url(self) -> str:
        """The stand-in's address: `http://127.0.0.1:49152`, without a slash at the end.

        Raises:
            UnusableArgument: the stand-in was never started.
        """
        if self._service is None:
            raise UnusableArgument("the stand-in has no address before it is started")
        return url_of(*self._service.address)

    @property
    def validator(self) -> Validator:
        """The validator of the requests."""
        return self._validator

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The latest exchanges, the oldest first; their URLs have the documented server."""
        return tuple(exchange for exchange, _ in self._history.latest())

    @property
    def reports(self) -> tuple[Report, ...]:
        """The report on each of `exchanges`."""
        return tuple(report for _, report in self._history.latest())

    def provoke(
        self,
        code: int,
        operation: str | None = None,
        times: int = 1,
        *,
        json_key: str | None = None,
        param: str | None = None,
        header: str | None = None,
    ) -> None:
        """Refuse the next calls with a code, whether they are right or wrong.

        Arguments:
            code: SalesIQ's code.
            operation: operationId; None for any operation.
            times: how many calls get it.
            json_key, param, header: the place that the refusal names, if the code may name one.

        Raises:
            UnknownName: there is no such code or operation; the message has the nearest one.
            UnusableArgument: the number of calls is 0, or SalesIQ never names such a place with this code.
        """
        self._provocations.add(code, operation, times, json_key=json_key, param=param, header=header)

    @property
    def unused_provocations(self) -> tuple[tuple[int, str | None, int], ...]:
        """Provoked refusals that no call has got yet: code, operationId or None for any, and how many times."""
        return self._provocations.unused

    def clear(self) -> None:
        """Delete the exchanges so far and all provocations."""
        self._provocations.clear()
        self._history.clear()

    def start(self) -> Self:
        """Start to serve in a new thread; returns when the server accepts connections.

        Raises:
            UnusableArgument: it serves already, or its host or port is not available.
            Exception: any error that kept its thread from starting.
        """
        if self._thread is not None:
            raise UnusableArgument("the stand-in is already running")
        service = HTTPService(self._options, self._answer, self._admin, self._tell)
        ready = threading.Event()
        failures: list[BaseException] = []

        def serve() -> None:
            try:
                # Make the loop first: Python would warn about a coroutine without a loop.
                with asyncio.Runner() as runner:
                    runner.run(service.serve(ready))
            except BaseException as error:  # noqa: BLE001 - raised by `start`, which waits for the thread
                failures.append(error)
                ready.set()

        thread = threading.Thread(target=serve, name="salesiq-validate stand-in", daemon=True)
        thread.start()
        ready.wait()
        if failures:
            # Something such as pytest-socket forbids sockets.
            thread.join()
            raise failures[0]
        if service.failure is not None:
            thread.join()
            raise UnusableArgument(
                f"the stand-in cannot serve at {self._options.host} port {self._options.port}: "
                f"{getattr(service.failure, 'strerror', None) or 'there is no such address'}; "
                f"{_advice(service.failure)}"
            )
        self._service, self._thread = service, thread
        return self

    def stop(self) -> None:
        """Stop; the exchanges stay. A second call does nothing."""
        thread, self._thread = self._thread, None
        if thread is not None and self._service is not None:
            self._service.stop()
            thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<StandIn at {self.url}>" if self._thread is not None else "<StandIn, not serving>"

    def _about(self) -> dict[str, Any]:
        return {"stands_in_for": "SalesIQ", "url": self.url, "operations": len(self._validator.operations)}

    def _answer(self, request: Request) -> Sent:
        """Check and answer a request whose URL is a path; runs on the server's threads."""
        request = evolve(request, url=self._server + request.url)
        report = self._validator.check(Exchange(request))
        envelope = None
        if (asked := header_value(request.headers, STAND_IN_HEADER.lower())) is not None:
            try:
                envelope = self._provocations.envelope(_code(asked), report.operation)
            except SalesIQValidateError as error:
                return Sent(None, str(error))
        else:
            envelope = self._provocations.next_for(report.operation)
        answers = self._answers
        response = answers.answer(request, report) if envelope is None else answers.refusal(envelope)
        codes = dict.fromkeys(finding.rule.code for finding in report.findings)
        why = ", ".join(codes if envelope is None else ["provoked", *codes]) or "ok"
        response = evolve(response, headers=(*response.headers, (STAND_IN_HEADER, why)))
        self._note(request, response, report)
        return Sent(response)

    def _tell(self, status: int, why: str) -> None:
        if self._turned_away is not None:
            with self._listening:
                self._turned_away(status, why)

    def _note(self, request: Request, response: Response, report: Report) -> None:
        exchange = Exchange(request, response, time=timestamp(datetime.now(UTC)))
        self._history.add(exchange, report)
        if self._recorder is not None:
            self._recorder(exchange)
        if self._listener is not None:
            with self._listening:
                self._listener(exchange, report)


def _advice(failure: Exception) -> str:
    """Return advice about an address that cannot be used."""
    # For an address that is not this machine's, asyncio raises an error without a number.
    if isinstance(failure, OSError) and failure.errno not in {errno.EADDRINUSE, errno.EACCES}:
        return "give a name or an address of this machine, like 127.0.0.1"
    return "port 0 means any free port"


def _code(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit() and len(text) < 12):
        raise UnusableArgument(f"{STAND_IN_HEADER} takes a SalesIQ error code, like 1017")
    return int(text)


def _documented_server(validator: Validator) -> str:
    """Return the server that this stand-in replaces: that of the portal's data centre, if that is set."""
    servers, wanted = validator.router.servers, validator.router.data_center
    server = servers.of_data_centre(wanted) if wanted is not None else None
    return f"https://{(server or servers.salesiq[0]).host}"
