"""The frameworks on docs/how-to/deliveries.md: what the page shows refuses, lets through and tells."""

from __future__ import annotations

import asyncio
import io
import json
import warnings
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
from tests.inbound import django_site
from tests.inbound.keys import ANSWER, BOT_REQUEST, PUBLIC_KEY, packed, sign
from tests.test_docs import blocks

from salesiq_validate.exceptions import SalesIQWarning

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "deliveries.md"
BODY = packed(BOT_REQUEST)
SIGNED = {"x-siqsignature": sign(BODY), "Content-Type": "application/json"}
UNSIGNED = {"Content-Type": "application/json"}
WRONG = {"reply": "We open at nine."}


def shown(module):
    """The names that the page's example for a framework makes."""
    pytest.importorskip(module)
    (example,) = (block.text for block in blocks(PAGE) if block.needs == module)
    names = {"PUBLIC_KEY": PUBLIC_KEY, "__name__": "example"}
    exec(example, names)
    return names


def fastapi(answer, seen):
    app = shown("fastapi")["app"]
    from fastapi import Request
    from fastapi.responses import JSONResponse
    from fastapi.testclient import TestClient

    async def bot(request):
        seen.append(await request.body())
        return JSONResponse(answer)

    bot.__annotations__ = {"request": Request}
    app.post("/salesiq")(bot)
    client = TestClient(app)
    return lambda headers: _answer(client.post("/salesiq", content=BODY, headers=headers))


def flask(answer, seen):
    app = shown("flask")["app"]
    from flask import request

    @app.post("/salesiq")
    def bot():
        seen.append(request.get_data())
        return answer

    client = app.test_client()
    return lambda headers: _answer(client.post("/salesiq", data=BODY, headers=headers))


def django(answer, seen):
    pytest.importorskip("django")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SETTINGS_MODULE", "tests.inbound.django_site")
        application = shown("django")["application"]
    django_site.ANSWER, django_site.SEEN = answer, seen

    def post(headers):  # Django's own client goes around the application
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/salesiq", "CONTENT_LENGTH": str(len(BODY))}
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        environ["wsgi.input"] = io.BytesIO(BODY)
        setup_testing_defaults(environ)
        lines = []
        chunks = application(environ, lambda line, _headers, *_: lines.append(line))
        body = b"".join(chunks)
        getattr(chunks, "close", list)()
        return int(lines[0].partition(" ")[0]), body

    return post


def aiohttp(answer, seen):
    app = shown("aiohttp")["app"]
    from aiohttp import web
    from aiohttp.test_utils import TestClient, TestServer

    async def bot(request):
        seen.append(await request.read())
        return web.json_response(answer)

    app.router.add_post("/salesiq", bot)

    async def post(headers):
        async with TestClient(TestServer(app)) as client, client.post("/salesiq", data=BODY, headers=headers) as got:
            return got.status, await got.read()

    return lambda headers: asyncio.run(post(headers))


def _answer(response):
    body = response.content if hasattr(response, "content") else response.data
    return response.status_code, body


FRAMEWORKS = pytest.mark.parametrize("framework", [fastapi, flask, django, aiohttp])
# Of the frameworks' own test clients, which are not what is tested.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")


@FRAMEWORKS
def test_a_signed_request_comes_in_as_it_is_and_a_right_answer_goes_out(framework):
    seen = []
    post = framework(ANSWER, seen)
    with warnings.catch_warnings():
        warnings.simplefilter("error", SalesIQWarning)
        status, body = post(SIGNED)
    assert (status, json.loads(body), seen) == (200, ANSWER, [BODY])


@FRAMEWORKS
def test_an_unsigned_request_is_refused_before_the_application_sees_it(framework):
    seen = []
    post = framework(ANSWER, seen)
    with pytest.warns(SalesIQWarning, match="SIQ821"):
        status, body = post(UNSIGNED)
    assert (status, seen) == (401, [])
    assert b"signature" in body


@FRAMEWORKS
def test_a_wrong_answer_goes_out_as_it_is_and_is_told(framework):
    seen = []
    post = framework(WRONG, seen)
    with pytest.warns(SalesIQWarning, match="SIQ812 "):
        status, body = post(SIGNED)
    assert (status, json.loads(body), seen) == (200, WRONG, [BODY])
