"""The hooks of the clients that do not block: the twins of test_sync_clients."""

from __future__ import annotations

import asyncio

import aiohttp
import httpx
import httpx2
import pytest
from tests.clients.conftest import REFUSAL, TOKEN, VALID

from salesiq_validate import InvalidExchange
from salesiq_validate.clients import SalesIQRefusal
from salesiq_validate.clients import aiohttp as aiohttp_hook
from salesiq_validate.clients import httpx as httpx_hook
from salesiq_validate.exchange import UNRECORDED


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


@pytest.mark.parametrize("follows", [True, False])
@pytest.mark.parametrize("client", POSTS)
def test_a_redirect_is_judged_by_its_status(client, collecting, server, follows):
    server.redirect_first = True

    async def post():
        if client == "aiohttp":
            async with (
                aiohttp.ClientSession(middlewares=[aiohttp_hook.middleware(collecting)]) as session,
                session.post(server.url, json=VALID, headers=TOKEN, allow_redirects=follows) as answer,
            ):
                return await answer.read()
        async with {"httpx": httpx, "httpx2": httpx2}[client].AsyncClient() as session:
            httpx_hook.install(session, collecting)
            return await session.post(server.url, json=VALID, headers=TOKEN, follow_redirects=follows)

    asyncio.run(post())
    ((exchange, report),) = collecting.collected
    assert (exchange.request.url, exchange.response.status) == (server.url, 307)
    assert exchange.response.body is UNRECORDED
    assert [finding.rule.name for finding in report.findings] == ["http-status"]


def post_raising(hook, url, *, by_session):
    async def post():
        async with (
            aiohttp.ClientSession(middlewares=[aiohttp_hook.middleware(hook)], raise_for_status=by_session) as session,
            session.post(url, json=VALID, headers=TOKEN) as answer,
        ):
            answer.raise_for_status()

    asyncio.run(post())


async def raise_for(answer):
    answer.raise_for_status()


@pytest.mark.parametrize("by_session", [True, raise_for])
def test_a_session_that_raises_for_status_raises_the_refusal_instead(hook, server, by_session):
    server.answer, server.status = REFUSAL, 400
    with pytest.raises(SalesIQRefusal) as raised:
        post_raising(hook, server.url, by_session=by_session)
    assert raised.value.code == 1007


def test_an_answer_that_nobody_reads_is_judged_by_its_status_alone(collecting, server):
    server.answer, server.status = REFUSAL, 400
    with pytest.raises(aiohttp.ClientResponseError):
        post_raising(collecting, server.url, by_session=False)
    ((exchange, report),) = collecting.collected
    assert exchange.response.body is UNRECORDED
    assert [finding.rule.name for finding in report.findings] == ["http-status"]


def test_an_answer_that_is_read_twice_is_judged_once(collecting, server):
    server.answer = REFUSAL

    async def read_twice():
        async with (
            aiohttp.ClientSession(middlewares=[aiohttp_hook.middleware(collecting)]) as session,
            session.post(server.url, json=VALID, headers=TOKEN) as answer,
        ):
            await answer.read()
            return await answer.json()

    asyncio.run(read_twice())
    assert len(collecting.collected) == 1


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
