"""A hook for `requests.Session`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.clients.hook import Hook, Installed, method_below
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import PreparedRequest, Session
    from requests import Response as Answer


def install(session: Session, hook: Hook | None = None) -> Installed:
    """Judge everything that a session sends to SalesIQ.

    It stands in front of `session.send`, which redirects go through as well; retries inside an adapter are one request.
    Generators, files and `stream=True` are not read: such bodies are not judged.
    """
    hook = Hook() if hook is None else hook
    send: Callable[..., Answer] = method_below(session, "send")

    def judged_send(request: PreparedRequest, **options: Any) -> Answer:
        if request.url is None or not hook.concerns(request.url):
            return send(request, **options)
        sent = request_of(request)
        hook.before(sent)
        answer = send(request, **options)
        # What came back belongs to the last request of a chain of redirects, which was judged on its own.
        if not answer.is_redirect and not answer.history:
            body = UNRECORDED if options.get("stream") else answer.content or None
            hook.after(sent, response_of(answer, body))
        return answer

    session.send = judged_send  # type: ignore[method-assign]
    return Installed(hook, lambda: session.__dict__.pop("send", None))


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
