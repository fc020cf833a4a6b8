"""Watches all sessions of requests, at `Session.send`.

The network, VCR cassettes and `responses` answer below it, and every hop of a redirect goes through it.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from salesiq_validate.clients.requests import request_of, response_of
from salesiq_validate.exchange import UNRECORDED, Body

if TYPE_CHECKING:
    from types import ModuleType

    from requests import PreparedRequest, Response, Session

    from salesiq_validate.plugin.call import Recorder
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
            answer: Response = send(session, request, **options)
            # Behind redirects, which are calls of their own, stands another request's answer.
            own = answer.history[0] if answer.history else answer
            call.response = response_of(own, UNRECORDED)
            if not own.is_redirect:
                call.body = lambda: _read(own)
            return answer

    replace(requests.Session, "send", watched_send)


def _read(answer: Response) -> Body:
    # `content` would read a stream that the test leaves alone.
    content = getattr(answer, "_content", None)
    return (content or None) if isinstance(content, bytes) else UNRECORDED
