"""A hook for the clients of httpx and of httpx2, which are alike; neither is imported here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from salesiq_validate.clients.hook import Hook, Installed, method_below, put_in_front
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response

if TYPE_CHECKING:
    import httpx

    from salesiq_validate.rules.glance import Glance

    Client: TypeAlias = httpx.Client | httpx.AsyncClient


def install(client: Client, hook: Hook | None = None) -> Installed:
    """Judge everything that a client, sync or async, sends to SalesIQ.

    Requests are judged by an event hook, so after authentication and for every hop of a redirect; answers around
    `client.send`. Bodies that are streamed, either way, are not read and so not judged, and neither are those of
    redirects.
    """
    hook = Hook() if hook is None else hook
    is_async = hasattr(client, "aclose")
    before: Any = _async_before(hook) if is_async else _before(hook)
    send = method_below(client, "send")

    def listen() -> None:
        """See to it that requests are judged, whoever has set other event hooks since."""
        hooks = client.event_hooks
        if before not in hooks["request"]:
            hooks["request"].append(before)
            client.event_hooks = hooks

    def judged_send(request: httpx.Request, **options: Any) -> httpx.Response:
        if not judged_send.is_on:  # type: ignore[attr-defined]
            return send(request, **options)  # type: ignore[no-any-return]
        listen()
        try:
            answer: httpx.Response = send(request, **options)
        except Exception as error:
            _judge_what_failed(hook, error)
            raise
        _judge(hook, answer, streams=options.get("stream", False))
        return answer

    async def judged_async_send(request: httpx.Request, **options: Any) -> httpx.Response:
        if not judged_async_send.is_on:  # type: ignore[attr-defined]
            return await send(request, **options)  # type: ignore[no-any-return]
        listen()
        try:
            answer: httpx.Response = await send(request, **options)
        except Exception as error:
            _judge_what_failed(hook, error)
            raise
        _judge(hook, answer, streams=options.get("stream", False))
        return answer

    listen()
    take_away = put_in_front(client, "send", judged_async_send if is_async else judged_send)

    def remove() -> None:
        hooks = client.event_hooks
        hooks["request"] = [known for known in hooks["request"] if known is not before]
        client.event_hooks = hooks
        take_away()

    return Installed(hook, remove)


def _before(hook: Hook) -> Any:
    def judge(request: httpx.Request) -> None:
        url = str(request.url)
        glance = hook.glance(request.method, url)
        if glance is None and not hook.concerns(url):
            return
        if glance is None or not _passes(glance, request):
            hook.before(request_of(request))

    return judge


def _passes(glance: Glance, request: httpx.Request) -> bool:
    known = request.headers.get
    return glance.passes_request(
        known("authorization"), known("content-type"), known("content-encoding"), body_of(request)
    )


def _async_before(hook: Hook) -> Any:
    judge = _before(hook)

    async def judge_later(request: httpx.Request) -> None:
        judge(request)

    return judge_later


def _judge(hook: Hook, last: httpx.Response, *, streams: bool) -> None:
    for turn in last.history:
        # The other turns are those of a login, and none of the caller's business.
        if turn.has_redirect_location:
            _after(hook, turn, streams=True)
    _after(hook, last, streams=streams)


def _judge_what_failed(hook: Hook, error: Exception) -> None:
    """Judge the answer that an event hook raised for; where its body was not read, the status is all there is."""
    answer = getattr(error, "response", None)
    if answer is not None and hasattr(answer, "has_redirect_location"):
        _judge(hook, answer, streams=not hasattr(answer, "_content"))


def _after(hook: Hook, answer: httpx.Response, *, streams: bool) -> None:
    request = answer.request
    url = str(request.url)
    glance = hook.glance(request.method, url)
    if glance is None and not hook.concerns(url):
        return
    body = UNRECORDED if streams or answer.has_redirect_location else answer.content or None
    if glance is None or not glance.passes_answer(answer.status_code, answer.headers.get("content-type"), body):
        hook.after(request_of(request), response_of(answer, body))


def request_of(request: httpx.Request) -> Request:
    """Return a request as it leaves; a body that is streamed is not recorded."""
    return Request(request.method, str(request.url), request.headers.multi_items(), body_of(request))


def body_of(request: httpx.Request) -> Body:
    """Return the body of a request where it is in memory, so that reading it takes nothing away.

    Generators, files and multipart are left alone.
    """
    # httpx or httpx2, whichever the client is of.
    library = import_module(type(request).__module__.partition(".")[0])
    return b"".join(request.stream) or None if isinstance(request.stream, library.ByteStream) else UNRECORDED


def response_of(answer: httpx.Response, body: Body) -> Response:
    """Return an answer with the body that was read of it."""
    # httpx has undone the content encoding already.
    headers = [(name, value) for name, value in answer.headers.multi_items() if name.lower() != "content-encoding"]
    return Response(answer.status_code, headers, body)
