"""WSGI middleware for applications that SalesIQ calls: Flask, Django, Bottle, Pyramid."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from salesiq_validate.exchange import Headers
from salesiq_validate.inbound.gate import REFUSAL, Gate, KeptAnswer, inbound_request

Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[..., Any]
Application: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]


class WSGIMiddleware:
    """Judges what SalesIQ sends to a WSGI application, and what it answers.

    Arguments:
        app: the application.
        public_keys, options: as of `Gate`.
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
        began = time.perf_counter()
        answer = _Answer(start_response, self.gate.max_body_bytes)

        def judge() -> None:
            self.gate.judge_answer(request, answer.response(), time.perf_counter() - began)

        return answer.chunks(self.app(environ, answer.start), judge)


class _Answer(KeptAnswer):
    """Hands on what an application answers, and keeps it."""

    def __init__(self, start_response: StartResponse, most: int) -> None:
        super().__init__(most)
        self._start_response = start_response

    def start(self, status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        number = status.partition(" ")[0]
        self.status = int(number) if number.isdigit() else None
        self.headers = tuple(headers)
        write = self._start_response(status, headers, *more)

        def kept(chunk: bytes) -> Any:
            self.keep(chunk)
            return write(chunk)

        return kept

    def chunks(self, chunks: Iterable[bytes], at_end: Callable[[], None]) -> Iterator[bytes]:
        try:
            for chunk in chunks:
                self.keep(chunk)
                yield chunk
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        at_end()


def _read(environ: Environ, most: int) -> bytes | None:
    """Read the body, and put it back for the application; None where it is too long, or its length is not told."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > most:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


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
