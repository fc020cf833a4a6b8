"""A hook for `requests.Session`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.clients.hook import Hook, Installed, put_in_front
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from requests import PreparedRequest, Session
    from requests import Response as Answer

#: Name and value of a header that is not there.
_ABSENT: Final = ("", None)
_NO_HEADERS: Final[Mapping[str, tuple[str, Any]]] = {}


def install(session: Session, hook: Hook | None = None) -> Installed:
    """Judge everything that a session sends to SalesIQ.

    It stands in front of `session.send`, which redirects go through as well; retries inside an adapter are one request.
    Generators, files and `stream=True` are not read: such bodies are not judged, and neither are those of redirects.
    """
    from requests import RequestException
    from requests.structures import CaseInsensitiveDict

    hook = Hook() if hook is None else hook
    below: Callable[..., Answer] | None = vars(session).get("send")

    def known_of(headers: object) -> Mapping[str, tuple[str, Any]]:
        """Return names and values by the names in lower case; other mappings than requests' own are for the rules."""
        # What `headers.get` looks into, four calls of Python below.
        return getattr(headers, "_store", _NO_HEADERS) if type(headers) is CaseInsensitiveDict else _NO_HEADERS

    def judged_send(request: PreparedRequest, **options: Any) -> Answer:
        method, url = request.method, request.url
        glance, is_judged, streams = None, False, False
        if method is not None and url is not None and judged_send.is_on:  # type: ignore[attr-defined]
            glance = hook.glance(method, url)
            is_judged = glance is not None or hook.concerns(url)
        if is_judged:
            # As it is now: a response hook may change it.
            streams = options.get("stream", session.stream)
            known = known_of(request.headers)
            if glance is None or not glance.passes_request(
                known.get("authorization", _ABSENT)[1],
                known.get("content-type", _ABSENT)[1],
                known.get("content-encoding", _ABSENT)[1],
                request.body,
            ):
                hook.before(request_of(request))
        try:
            # The class is asked now: the pytest plugin may have changed it since.
            last = type(session).send(session, request, **options) if below is None else below(request, **options)
        except RequestException as error:
            # A response hook that raises for the status: the refusal in the answer says more.
            if is_judged and error.response is not None:
                hook.after(request_of(request), response_of(error.response, _body_of(error.response, streams=streams)))
            raise
        if not is_judged:
            return last
        # Later redirects and what they lead to came through here on their own; the turns of a login never do.
        answer = last.history[0] if last.history and last.history[0].is_redirect else last
        content_type = known_of(answer.headers).get("content-type", _ABSENT)[1]
        if streams or glance is None or not glance.passes_answer(answer.status_code, content_type, answer.content):
            hook.after(request_of(request), response_of(answer, _body_of(answer, streams=streams)))
        return last

    return Installed(hook, put_in_front(session, "send", judged_send))


def _body_of(answer: Answer, *, streams: bool) -> Body:
    return UNRECORDED if streams or answer.is_redirect else answer.content or None


def request_of(request: PreparedRequest) -> Request:
    """Return a request as it leaves; a generator or a file, which only sending would read, is not recorded."""
    body: object = request.body
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    known: Body = body if body is None or isinstance(body, bytes) else UNRECORDED
    return Request(request.method or "", request.url or "", request.headers, known)


def response_of(answer: Answer, body: Body) -> Response:
    """Return an answer with the body that was read of it."""
    # requests has undone the content encoding already.
    headers = [(name, value) for name, value in answer.headers.items() if name.lower() != "content-encoding"]
    return Response(answer.status_code, headers, body)
