"""Middleware: wrong signatures never reach the application, and nothing else is altered."""

from __future__ import annotations

import asyncio
import io
import json
import warnings

import pytest
from tests.inbound.keys import ANSWER, BOT_REQUEST, DELIVERY, PUBLIC_KEY, packed, sign

from salesiq_validate.exceptions import SalesIQWarning
from salesiq_validate.inbound.asgi import ASGIMiddleware
from salesiq_validate.inbound.wsgi import WSGIMiddleware

WRONG = {"reply": "We open at nine."}


def wsgi_app(answer, seen):
    def app(environ, start_response):
        seen.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        body = json.dumps(answer).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("X-Own", "yes")])
        return [body[:5], body[5:]]

    return app


def asgi_app(answer, seen):
    async def app(scope, receive, send):
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        seen.append(body)
        text = json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"x-own", b"yes")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": text[:5], "more_body": True})
        await send({"type": "http.response.body", "body": text[5:]})

    return app


def by_wsgi(answer, body, headers, **options):
    seen, status = [], []
    app = WSGIMiddleware(wsgi_app(answer, seen), **options)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/salesiq",
        "HTTP_HOST": "bot.example.com",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json",
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    chunks = list(app(environ, lambda line, pairs, *_: status.append((line, dict(pairs)))))
    return int(status[0][0][:3]), status[0][1].get("X-Own"), b"".join(chunks), seen, app.gate


def by_asgi(answer, body, headers, **options):
    seen, sent = [], []
    app = ASGIMiddleware(asgi_app(answer, seen), **options)
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "https",
        "path": "/salesiq",
        "query_string": b"",
        "headers": [
            (b"host", b"bot.example.com"),
            (b"content-type", b"application/json"),
            *((name.encode(), value.encode()) for name, value in headers.items()),
        ],
    }
    coming = [
        {"type": "http.request", "body": body[:7], "more_body": True},
        {"type": "http.request", "body": body[7:], "more_body": False},
    ]

    async def receive():
        return coming.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    own = dict(sent[0]["headers"]).get(b"x-own")
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], None if own is None else own.decode(), body, seen, app.gate


@pytest.mark.parametrize(("most", "is_judged"), [(10_000, True), (20, False)])
def test_a_body_that_comes_in_chunks_reaches_the_application_whole(most, is_judged):
    from salesiq_validate import Validator
    from salesiq_validate.limits import Limits

    seen = []

    def app(environ, start_response):
        seen.append(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return [b"{}"]

    gate = WSGIMiddleware(app, mode="collect", validator=Validator(limits=Limits(max_body_bytes=most)))
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": io.BytesIO(REQUEST)}
    assert list(gate({**environ, "wsgi.input_terminated": True}, lambda *_: None)) == [b"{}"]
    assert seen == [REQUEST]
    assert bool(gate.gate.hook.collected) is is_judged


def test_what_a_wsgi_application_returned_is_closed_once_even_when_nobody_reads_it():
    closed = []

    class Chunks(list):
        def close(self):
            closed.append(1)

    app = WSGIMiddleware(lambda _environ, start: (start("200 OK", []), Chunks([b"a"]))[1])
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": io.BytesIO(b""), "CONTENT_LENGTH": "0"}
    app(environ, lambda *_: None).close()
    assert closed == [1]


WAYS = pytest.mark.parametrize("call", [by_wsgi, by_asgi])
REQUEST = packed(BOT_REQUEST)


@WAYS
def test_a_right_exchange_goes_through_as_it_is(call):
    headers = {"x-siqsignature": sign(REQUEST)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        status, own, body, seen, _ = call(ANSWER, REQUEST, headers, public_keys=PUBLIC_KEY)
    assert (status, own, json.loads(body), seen) == (200, "yes", ANSWER, [REQUEST])


@WAYS
@pytest.mark.parametrize("headers", [{}, {"x-siqsignature": sign(b"another body")}, {"x-siqsignature": "0123"}])
def test_a_wrong_signature_is_refused_before_the_application_runs(call, headers):
    with pytest.warns(SalesIQWarning, match="SIQ82"):
        status, _, body, seen, _ = call(ANSWER, REQUEST, headers, public_keys=PUBLIC_KEY)
    assert (status, seen) == (401, [])
    assert b"signature" in body


@WAYS
@pytest.mark.parametrize("mode", ["warn", "collect", "log"])
def test_in_other_modes_it_goes_through_and_is_told(call, mode):
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        status, _, _, seen, gate = call(ANSWER, REQUEST, {}, public_keys=PUBLIC_KEY, mode=mode)
    assert (status, seen) == (200, [REQUEST])
    assert len(gate.hook.collected) == (1 if mode == "collect" else 0)


@WAYS
def test_a_wrong_answer_is_told_and_not_altered(call):
    with pytest.warns(SalesIQWarning, match="SIQ812 "):
        status, own, body, _, _ = call(WRONG, REQUEST, {})
    assert (status, own, json.loads(body)) == (200, "yes", WRONG)


@WAYS
def test_deliveries_are_judged_and_their_answers_are_free(call):
    status, _, _, _, gate = call({"ok": True}, packed(DELIVERY), {}, mode="collect")
    assert (status, gate.hook.collected) == (200, [])
    odd = packed({**DELIVERY, "entity_id": "1"})
    *_, gate = call({"ok": True}, odd, {}, mode="collect")
    assert [finding.rule.code for _, report in gate.hook.collected for finding in report.findings] == ["SIQ806"]


@WAYS
@pytest.mark.parametrize("body", [b'{"question": "a"}', b"{", b"", b"\xff"])
def test_other_traffic_of_the_application_is_left_alone(call, body):
    status, _, _, seen, gate = call(WRONG, body, {}, public_keys=PUBLIC_KEY, mode="collect")
    assert (status, seen, gate.hook.collected) == (200, [body], [])


@WAYS
def test_with_a_path_everything_there_needs_a_signature(call):
    with pytest.warns(SalesIQWarning):
        status, *_ = call(ANSWER, b"{}", {}, public_keys=PUBLIC_KEY, path="/salesiq")
    assert status == 401
    status, *_ = call(ANSWER, b"{}", {}, public_keys=PUBLIC_KEY, path="/elsewhere")
    assert status == 200
