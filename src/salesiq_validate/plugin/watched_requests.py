"""Watches all sessions of requests, at `Session.send`.

The network, VCR cassettes and `responses` answer below it, and every hop of a redirect goes through it.
"""

from __future__ import annotations

from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any

from salesiq_validate.clients.requests import request_of, response_of
from salesiq_validate.exchange import UNRECORDED, Body
from salesiq_validate.plugin.call import answer_behind

if TYPE_CHECKING:
    from types import ModuleType

    from requests import PreparedRequest, Response, Session

    from salesiq_validate.plugin.call import Call, Recorder
    from salesiq_validate.plugin.watch import Replace


def watch(requests: ModuleType, recorder: Recorder, replace: Replace) -> None:
    """Have every session tell the recorder."""
    send = requests.Session.send

    @wraps(send)
    def watched_send(session: Session, request: PreparedRequest, **options: Any) -> Response:
        __tracebackhide__ = True
        if not recorder.is_on:
            return send(session, request, **options)  # type: ignore[no-any-return]
        with recorder.sending(request_of(request)) as call:
            try:
                answer: Response = send(session, request, **options)
            except Exception as error:
                # A hook that raises by the status takes the answer with it.
                lost = answer_behind(error, requests.Response, request)
                if lost is not None:
                    if not options.get("stream", session.stream):
                        finish(lost)
                    _keep(call, lost)
                raise
            # Behind redirects, which are calls of their own, stands another request's answer.
            _keep(call, answer.history[0] if answer.history else answer)
            return answer

    def finish(answer: Response) -> None:
        """Read a body as requests does behind its hooks, when nothing of them raises."""
        # Whatever keeps it from being read, the error that the test gets is the one before.
        with suppress(requests.RequestException, RuntimeError):
            _ = answer.content

    replace(requests.Session, "send", watched_send)


def _keep(call: Call, answer: Response) -> None:
    call.response = response_of(answer, UNRECORDED)
    if not answer.is_redirect:
        call.body = lambda: _read(answer)


def _read(answer: Response) -> Body:
    # `content` would read a stream that the test leaves alone.
    content = getattr(answer, "_content", None)
    return (content or None) if isinstance(content, bytes) else UNRECORDED
