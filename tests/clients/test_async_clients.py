"""The hooks of the clients that do not block: the twins of test_sync_clients."""

from __future__ import annotations

import asyncio

import aiohttp
import httpx
import httpx2
import pytest
from tests.clients.conftest import REFUSAL, TOKEN, VALID

from salesiq_validate import InvalidExchange
from salesiq_validate.clients import aiohttp as aiohttp_hook
from salesiq_validate.clients import httpx as httpx_hook
from salesiq_validate.exceptions import SalesIQRefusal


async def _post_by_httpx(module, hook, url, body):
    async with module.AsyncClient() as client:
        if hook is not None:
            httpx_hook.install(client, hook)
        return (await client.post(url, json=body, headers=TOKEN)).json()


async def _post_by_aiohttp(hook, url, body):
    middlewares = [aiohttp_hook.middleware(hook)] if hook is not None else []
    async with (
        aiohttp.ClientSession(middlewares=middlewares) as session,
        session.post(url, json=body, headers=TOKEN) as answer,
    ):
        return await answer.json()


POSTS = {
    "httpx": lambda hook, url, body: _post_by_httpx(httpx, hook, url, body),
    "httpx2": lambda hook, url, body: _post_by_httpx(httpx2, hook, url, body),
    "aiohttp": _post_by_aiohttp,
}


@pytest.fixture(params=POSTS)
def post(request):
    return lambda hook, url, body: asyncio.run(POSTS[request.param](hook, url, body))


def test_a_request_with_errors_does_not_leave(post, hook, server):
    with pytest.raises(InvalidExchange) as raised:
        post(hook, server.url, {"name": "Billing"})
    assert [finding.json_key for finding in raised.value.report.errors] == ["operators"]
    assert server.bodies == []


def test_a_valid_request_leaves_as_it_would_without_the_hook(post, hook, server):
    post(None, server.url, VALID)
    assert post(hook, server.url, VALID)["object"] == "department"
    assert server.bodies[0] == server.bodies[1]


def test_a_refusal_behind_200_is_raised(post, hook, server):
    server.answer = REFUSAL
    with pytest.raises(SalesIQRefusal) as raised:
        post(hook, server.url, VALID)
    assert (raised.value.code, str(raised.value.path)) == (1007, "operators[0]")


def test_collected_reports_come_in_order(post, collecting, server):
    server.answer = REFUSAL
    post(collecting, server.url, {"name": "Billing"})
    assert [[finding.rule.code for finding in report.errors] for _, report in collecting.collected] == [
        ["SIQ402"],
        ["SIQ601"],
    ]


def test_a_streamed_answer_of_aiohttp_is_left_to_the_caller(hook, server):
    server.answer = REFUSAL

    async def stream():
        async with (
            aiohttp.ClientSession(middlewares=[aiohttp_hook.middleware(hook)]) as session,
            session.post(server.url, json=VALID, headers=TOKEN) as answer,
        ):
            return await answer.content.read()

    assert asyncio.run(stream()).startswith(b'{"error"')


def test_an_upload_of_aiohttp_is_sent_and_not_read_before(collecting, server):
    async def upload():
        form = aiohttp.FormData()
        form.add_field("file", b"content", filename="note.txt")
        async with (
            aiohttp.ClientSession(middlewares=[aiohttp_hook.middleware(collecting)]) as session,
            session.post(server.url, data=form, headers=TOKEN) as answer,
        ):
            return answer.status

    assert asyncio.run(upload()) == 200
    assert b"content" in server.bodies[0]
