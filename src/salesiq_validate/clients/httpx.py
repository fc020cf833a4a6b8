"""A hook for the clients of httpx and of httpx2, which are alike; neither is imported here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from salesiq_validate.clients.hook import Hook, Installed, method_below
from salesiq_validate.exchange import UNRECORDED, Body, Request, Response

if TYPE_CHECKING:
    import httpx

    Client: TypeAlias = httpx.Client | httpx.AsyncClient


def install(client: Client, hook: Hook | None = None) -> Installed:
    """Judge everything that a client, sync or async, sends to SalesIQ.

    Requests are judged by an event hook, so after authentication and for every hop of a redirect; answers around
    `client.send`. Bodies that are streamed, either way, are not read and so not judged.
    """
    hook = Hook() if hook is None else hook
    is_async = hasattr(client, "aclose")
    before: Any = _async_before(hook) if is_async else _before(hook)
    send = method_below(client, "send")

    def judge(answer: httpx.Response, *, stream: bool) -> None:
        request = answer.request
        if not answer.has_redirect_location and hook.concerns(str(request.url)):
            body = UNRECORDED if stream else answer.content or None
            hook.after(request_of(request), response_of(answer, body))

    def judged_send(request: httpx.Request, **options: Any) -> httpx.Response:
        answer: httpx.Response = send(request, **options)
        judge(answer, stream=options.get("stream", False))
        return answer

    async def judged_async_send(request: httpx.Request, **options: Any) -> httpx.Response:
        answer: httpx.Response = await send(request, **options)
        judge(answer, stream=options.get("stream", False))
        return answer

    hooks = client.event_hooks
    hooks["request"].append(before)
    client.event_hooks = hooks
    client.send = judged_async_send if is_async else judged_send  # type: ignore[method-assign]

    def remove() -> None:
        hooks = client.event_hooks
        hooks["request"] = [known for known in hooks["request"] if known is not before]
        client.event_hooks = hooks
        client.__dict__.pop("send", None)

    return Installed(hook, remove)


def _before(hook: Hook) -> Any:
    def judge(request: httpx.Request) -> None:
        if hook.concerns(str(request.url)):
            hook.before(request_of(request))

    return judge


def _async_before(hook: Hook) -> Any:
    judge = _before(hook)

    async def judge_later(request: httpx.Request) -> None:
        judge(request)

    return judge_later


def request_of(request: httpx.Request) -> Request:
    """Return a request as it leaves; a body that is streamed is not recorded."""
    # httpx or httpx2, whichever the client is of.
    library = import_module(type(request).__module__.partition(".")[0])
    body: Body = UNRECORDED
    if isinstance(request.stream, library.ByteStream):
        # In memory, so that reading it takes nothing away; generators, files and multipart are left alone.
        body = b"".join(request.stream) or None
    return Request(request.method, str(request.url), request.headers.multi_items(), body)


def response_of(answer: httpx.Response, body: Body) -> Response:
    """Return an answer with the body that was read of it."""
    # httpx has undone the content encoding already.
    headers = [(name, value) for name, value in answer.headers.multi_items() if name.lower() != "content-encoding"]
    return Response(answer.status_code, headers, body)
