"""WSGI middleware for applications that SalesIQ calls: Flask, Django, Bottle, Pyramid."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from salesiq_validate.exchange import Headers, Request
from salesiq_validate.inbound.gate import REFUSAL, Gate, KeptAnswer, inbound_request

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]
Application: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]


class WSGIMiddleware:
    """Checks the messages that SalesIQ sends to a WSGI application, and its answers.

    Arguments:
        app: the application.
        public_keys, options: as in `Gate`.
    """

    def __init__(self, app: Application, public_keys: Any = (), **options: Any) -> None:
        self.app = app
        self.gate = Gate(public_keys, **options)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        if not self.gate.concerns(method, path):
            return self.app(environ, start_response)
        request = inbound_request(
            method, _url(environ, path), _headers(environ), _read(environ, self.gate.max_body_bytes)
        )
        if not self.gate.admit(request):
            start_response(
                "401 Unauthorized",
                [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(REFUSAL)))],
            )
            return [REFUSAL]
        answer = _Answer(self.gate, request, start_response)
        answer.chunks = self.app(environ, answer.start)
        return answer


class _Answer(KeptAnswer):
    """Passes an application's answer on, and keeps it until it is complete and checked."""

    def __init__(self, gate: Gate, request: Request, start_response: StartResponse) -> None:
        super().__init__(gate.max_body_bytes)
        self._gate = gate
        self._request = request
        self._start_response = start_response
        self._began = time.perf_counter()
        self._is_judged = False
        #: The iterable that the application returned.
        self.chunks: Iterable[bytes] = ()

    def start(self, status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        number = status.partition(" ")[0]
        self.status = int(number) if number.isdigit() else None
        self.headers = tuple(headers)
        write = self._start_response(status, headers, *more)

        def kept(chunk: bytes) -> Any:
            self.keep(chunk)
            return write(chunk)

        return kept

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.keep(chunk)
            if self.is_whole:
                # Servers and test clients need not ask for more.
                self._judge()
            yield chunk
        self._judge()

    def _judge(self) -> None:
        if not self._is_judged:
            self._is_judged = True
            self._gate.judge_answer(self._request, self.response(), time.perf_counter() - self._began)

    def close(self) -> None:
        """Close the application's iterable, as servers must (PEP 3333)."""
        if hasattr(self.chunks, "close"):
            self.chunks.close()


class _Rest(io.RawIOBase):
    """A stream whose beginning has already been read."""

    def __init__(self, beginning: bytes, stream: Any) -> None:
        self._beginning = io.BytesIO(beginning)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._beginning.read(len(buffer)) or self._stream.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def _read(environ: Environ, most: int) -> bytes | None:
    """Read the body, and put it back for the application; None if it is too long."""
    stream, length = environ["wsgi.input"], environ.get("CONTENT_LENGTH") or ""
    if length.isdigit():
        if int(length) > most:
            return None
        body: bytes = stream.read(int(length))
    elif environ.get("wsgi.input_terminated"):
        # The body came in chunks, and the server knows its end.
        body = stream.read(most + 1)
    else:
        return b""
    is_whole = len(body) <= most
    environ["wsgi.input"] = io.BytesIO(body) if is_whole else io.BufferedReader(_Rest(body, stream))
    return body if is_whole else None


def _headers(environ: Environ) -> Headers:
    found = [
        (name.removeprefix("HTTP_").replace("_", "-").title(), str(value))
        for name, value in environ.items()
        if name.startswith("HTTP_") or (name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value)
    ]
    return tuple(found)


def _url(environ: Environ, path: str) -> str:
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "localhost")
    query = environ.get("QUERY_STRING", "")
    return f"{environ.get('wsgi.url_scheme', 'http')}://{host}{path}{'?' if query else ''}{query}"
