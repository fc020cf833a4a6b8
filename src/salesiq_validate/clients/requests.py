"""A hook for `requests.Session`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.clients.hook import Hook, Installed, method_below, put_in_front
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import PreparedRequest, Session
    from requests import Response as Answer


def install(session: Session, hook: Hook | None = None) -> Installed:
    """Judge everything that a session sends to SalesIQ.

    It stands in front of `session.send`, which redirects go through as well; retries inside an adapter are one request.
    Generators, files and `stream=True` are not read: such bodies are not judged, and neither are those of redirects.
    """
    from requests import RequestException

    hook = Hook() if hook is None else hook
    send: Callable[..., Answer] = method_below(session, "send")

    def judged_send(request: PreparedRequest, **options: Any) -> Answer:
        method, url = request.method, request.url
        if method is None or url is None or not judged_send.is_on:  # type: ignore[attr-defined]
            return send(request, **options)
        glance = hook.glance(method, url)
        if glance is None and not hook.concerns(url):
            return send(request, **options)
        if glance is None or not glance.passes_request(request.headers, request.body):
            hook.before(request_of(request))
        streams = options.get("stream", session.stream)
        try:
            last = send(request, **options)
        except RequestException as error:
            # A response hook that raises for the status: the refusal in the answer says more.
            if error.response is not None:
                hook.after(request_of(request), response_of(error.response, _body_of(error.response, streams=streams)))
            raise
        # Later redirects and what they lead to came through here on their own; the turns of a login never do.
        answer = last.history[0] if last.history and last.history[0].is_redirect else last
        if streams or glance is None or not glance.passes_answer(answer.status_code, answer.headers, answer.content):
            hook.after(request_of(request), response_of(answer, _body_of(answer, streams=streams)))
        return last

    return Installed(hook, put_in_front(session, "send", judged_send))


def _body_of(answer: Answer, *, streams: bool) -> Body:
    return UNRECORDED if streams or answer.is_redirect else answer.content or None


def request_of(request: PreparedRequest) -> Request:
    """Return a request as it leaves; a generator or a file, which only sending would read, is not recorded."""
    body: object = request.body
    if isinstance(body, str):
        body = body.encode()
    known: Body = body if body is None or isinstance(body, bytes) else UNRECORDED
    return Request(request.method or "", request.url or "", request.headers, known)


def response_of(answer: Answer, body: Body) -> Response:
    """Return an answer with the body that was read of it."""
    # requests has undone the content encoding already.
    headers = [(name, value) for name, value in answer.headers.items() if name.lower() != "content-encoding"]
    return Response(answer.status_code, headers, body)
