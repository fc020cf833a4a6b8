"""Watches all clients of httpx and of httpx2, sync and async, at `send`.

The network, VCR cassettes, respx, pytest_httpx and transports of a test's own answer below it.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from salesiq_validate.clients.httpx import request_of, response_of
from salesiq_validate.exchange import UNRECORDED, Body
from salesiq_validate.plugin.call import answer_behind

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from httpx import AsyncClient, Client, Request, Response

    from salesiq_validate.plugin.call import Call, Recorder
    from salesiq_validate.plugin.watch import Replace


def watch(httpx: ModuleType, recorder: Recorder, replace: Replace) -> None:
    """Have every client tell the recorder."""
    send, async_send = httpx.Client.send, httpx.AsyncClient.send

    @wraps(send)
    def watched_send(client: Client, request: Request, **options: Any) -> Response:
        __tracebackhide__ = True
        if not recorder.is_on:
            return send(client, request, **options)  # type: ignore[no-any-return]
        with recorder.sending(request_of(request)) as call:
            try:
                answer: Response = send(client, request, **options)
            except Exception as error:
                _keep_lost(call, answer_behind(error, httpx.Response, request), httpx.ResponseNotRead)
                raise
            finally:
                # Authentication adds headers on the way, and mocks read a body that was to be streamed.
                call.request = request_of(request)
            _keep(call, answer)
            return answer

    @wraps(async_send)
    async def watched_async_send(client: AsyncClient, request: Request, **options: Any) -> Response:
        __tracebackhide__ = True
        if not recorder.is_on:
            return await async_send(client, request, **options)  # type: ignore[no-any-return]
        with recorder.sending(request_of(request)) as call:
            try:
                answer: Response = await async_send(client, request, **options)
            except Exception as error:
                _keep_lost(call, answer_behind(error, httpx.Response, request), httpx.ResponseNotRead)
                raise
            finally:
                call.request = request_of(request)
            _keep(call, answer)
            return answer

    def _keep(call: Call, answer: Response) -> None:
        # Redirects and the turns of authentication never come by `send`.
        for turn, own in enumerate([*answer.history, answer]):
            if turn:
                call = recorder.add(request_of(own.request))
            else:
                call.request = request_of(own.request)
            call.response = response_of(own, UNRECORDED)
            if not own.has_redirect_location:
                call.body = _reader(own, httpx.ResponseNotRead)

    replace(httpx.Client, "send", watched_send)
    replace(httpx.AsyncClient, "send", watched_async_send)


def _keep_lost(call: Call, answer: Response | None, not_read: type[Exception]) -> None:
    # A hook that raises by the status takes the answer with it, and httpx closes it, so that nobody reads it any more:
    # its body is known where the hook read it, or a mock had it in memory.
    if answer is not None:
        call.response = response_of(answer, UNRECORDED)
        call.body = _reader(answer, not_read)


def _reader(answer: Response, not_read: type[Exception]) -> Callable[[], Body]:
    def read() -> Body:
        try:
            return answer.content or None
        except not_read:
            return UNRECORDED

    return read
