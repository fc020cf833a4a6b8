"""Watches all sessions of aiohttp, where they look up `_request`.

Every public way to send goes through that method, and both aioresponses and VCR replace it on the class, each time a
mock or cassette opens. A wrapper on the class would be replaced as well, so what stands there is wrapped at each use.
A middleware would do for the network, but neither of the two runs any, and both tell tests which options were passed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import NonCallableMock

from salesiq_validate.clients.aiohttp import response_of
from salesiq_validate.exchange import UNRECORDED, Body, Form, Headers, Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from aiohttp import ClientResponse, ClientResponseError, ClientSession

    from salesiq_validate.plugin.call import Recorder
    from salesiq_validate.plugin.watch import Replace

_ENTRY: Final = "_request"
#: aiohttp writes it for bodies that it makes or knows; mocks never see it.
_CONTENT_TYPE: Final = "content-type"
_AUTHORIZATION: Final = "authorization"


def watch(aiohttp: ModuleType, recorder: Recorder, replace: Replace) -> None:
    """Have every session tell the recorder."""
    look_up = aiohttp.ClientSession.__getattribute__

    def watched_look_up(session: ClientSession, name: str) -> Any:
        found = look_up(session, name)
        if name != _ENTRY or not recorder.is_on or isinstance(found, NonCallableMock):
            return found
        return partial(watched_request, session, found)

    async def watched_request(session: ClientSession, request: Any, method: str, url: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        may_add_token = bool(
            options.get("middlewares") or getattr(session, "_middlewares", ()) or options.get("auth") is not None
        )
        body = _body(session, options)
        headers = _headers(session, options)
        sent = _request(method.upper(), _url(session, url, options), headers, body, may_add_token=may_add_token)
        with recorder.sending(sent) as call:
            try:
                answer = await request(method, url, **options)
            except aiohttp.ClientResponseError as error:
                # A proxy's answer, which is of a class of its own, is none of SalesIQ's.
                if type(error) is aiohttp.ClientResponseError:
                    call.response = _lost(error, sent)
                raise
            if not isinstance(answer, aiohttp.ClientResponse):
                return answer
            for turn, own in enumerate([*answer.history, answer]):
                about = own.request_info
                # aioresponses writes it as `post`.
                method = about.method.upper()
                if turn:
                    body = None if method in {"GET", "HEAD"} else UNRECORDED
                headers = tuple(about.headers.items())
                sent = _request(method, str(about.url), headers, body, may_add_token=may_add_token)
                if turn:
                    call = recorder.add(sent)
                else:
                    call.request = sent
                call.response = response_of(own, UNRECORDED)
            call.body = partial(_read, answer)
            return answer

    replace(aiohttp.ClientSession, "__getattribute__", watched_look_up)


def _lost(error: ClientResponseError, sent: Request) -> Response | None:
    """Return what is known of an answer that a session threw away for its status: its body is gone."""
    # Behind a redirect it is the answer to another request. aioresponses sorts the query, so that is not compared.
    if _without_query(str(error.request_info.url)) != _without_query(sent.url):
        return None
    return Response(error.status, list((error.headers or {}).items()), UNRECORDED)


def _without_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0]


def _url(session: ClientSession, url: Any, options: Mapping[str, Any]) -> str:
    try:
        whole = session._build_url(url)  # noqa: SLF001 - knows the session's base, and mocks use it as well
        return str(whole.extend_query(options["params"]) if options.get("params") else whole)
    except (TypeError, ValueError):
        return str(url)


def _headers(session: ClientSession, options: Mapping[str, Any]) -> Headers:
    try:
        known = session._prepare_headers(options.get("headers"))  # noqa: SLF001 - knows the session's own, see above
    except (TypeError, ValueError):
        return ()
    return tuple((str(name), str(value)) for name, value in known.items())


def _request(method: str, url: str, headers: Headers, body: Body, *, may_add_token: bool) -> Request:
    """Return a request, with what may be missing among its headers because only sending adds it."""
    names = {name.lower() for name, _ in headers}
    unrecorded = set()
    if body is not None and _CONTENT_TYPE not in names:
        unrecorded.add(_CONTENT_TYPE)
    if may_add_token and _AUTHORIZATION not in names:
        unrecorded.add(_AUTHORIZATION)
    return Request(method, url, headers, body, unrecorded_headers=frozenset(unrecorded))


def _body(session: ClientSession, options: Mapping[str, Any]) -> Body:
    """Return the body that sending will make of the options; a file or a generator is left alone."""
    json, data = options.get("json"), options.get("data")
    if json is not None:
        try:
            text = session.json_serialize(json)
        except (TypeError, ValueError):
            # Sending fails for the same reason.
            return UNRECORDED
        return text.encode()
    if data is None:
        return None
    if isinstance(data, str):
        data = data.encode()
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data) or None
    if isinstance(data, dict) and all(isinstance(value, (str, int, float)) for value in data.values()):
        return Form((str(name), str(value)) for name, value in data.items())
    return UNRECORDED


def _read(answer: ClientResponse) -> Body:
    # `read()` is a coroutine, and would read what the test leaves alone.
    content = getattr(answer, "_body", None)
    return (content or None) if isinstance(content, bytes) else UNRECORDED
