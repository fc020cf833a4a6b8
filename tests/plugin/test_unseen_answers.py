"""Answers that a client throws away, and those that nobody reads: what is known of them, and what is said."""

from __future__ import annotations

import pytest
from tests.plugin.test_clients import AIORESPONSES_ANSWER

pytest_plugins = ["pytester"]

#: A module with `post(status, document)`, which raises `Refused` by the status of what answers.
CLIENTS = {
    "requests": """
import requests
import responses
from requests import HTTPError as Refused

def raising(answer, **options):
    answer.raise_for_status()

def post(status, document, **options):
    with responses.RequestsMock() as mock:
        mock.post(URL, json=document, status=status)
        return requests.post(URL, json=VALID, headers=TOKEN, hooks={"response": [raising]}, **options)
""",
    "httpx": """
import {0} as httpx
from {0} import HTTPStatusError as Refused

def post(status, document):
    transport = httpx.MockTransport(lambda request: httpx.Response(status, json=document))
    hooks = {{"response": [lambda answer: answer.raise_for_status()]}}
    with httpx.Client(transport=transport, headers=TOKEN, event_hooks=hooks) as client:
        return client.post(URL, json=VALID)
""",
    "async httpx": """
import {0} as httpx
from {0} import HTTPStatusError as Refused

async def raising(answer):
    answer.raise_for_status()

def post(status, document):
    transport = httpx.MockTransport(lambda request: httpx.Response(status, json=document))
    async def send():
        hooks = {{"response": [raising]}}
        async with httpx.AsyncClient(transport=transport, headers=TOKEN, event_hooks=hooks) as client:
            return await client.post(URL, json=VALID)
    return asyncio.run(send())
""",
}
MODULES = {
    "requests": CLIENTS["requests"],
    "httpx": CLIENTS["httpx"].format("httpx"),
    "async httpx": CLIENTS["async httpx"].format("httpx"),
    "httpx2": CLIENTS["httpx"].format("httpx2"),
    "async httpx2": CLIENTS["async httpx"].format("httpx2"),
}
BY_AIOHTTP = """
import aiohttp
import asyncio
from aiohttp import ClientResponseError as Refused, web

def post(status, document, *, redirects=False, **options):
    async def send():
        async def answer(request):
            if redirects and request.path != "/elsewhere":
                raise web.HTTPTemporaryRedirect("/elsewhere")
            return web.json_response(document, status=status)
        server = web.Server(answer)
        runner = web.ServerRunner(server)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/api/v2/northwind-desk/departments"
        try:
            async with aiohttp.ClientSession(headers=TOKEN, raise_for_status=True) as session:
                async with session.post(url, json=VALID, **options) as found:
                    return await found.json()
        finally:
            await runner.cleanup()
    return asyncio.run(send())

@pytest.fixture(scope="session")
def salesiq_validator():
    from salesiq_validate import Validator
    return Validator(servers=["127.0.0.1"])
"""


@pytest.mark.parametrize("client", MODULES)
def test_a_refusal_is_seen_although_the_client_raises_by_the_status(suite, client):
    result = suite(
        MODULES[client]
        + """
def test_asserted(salesiq):
    with pytest.raises(Refused):
        post(400, REFUSAL)
    salesiq.assert_refused(1014)
    (exchange,) = salesiq.exchanges
    assert exchange.response.status == 400

def test_not_expected():
    with pytest.raises(Refused):
        post(400, REFUSAL)

def test_valid(salesiq):
    assert post(200, SUCCESS).json() == SUCCESS
    salesiq.assert_valid()
"""
    )
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["SalesIQ contract: SIQ601 refused in *"])


def test_a_refusal_is_seen_behind_an_exception_of_the_projects_own(suite):
    suite(
        MODULES["requests"].replace("    answer.raise_for_status()", "    own(answer)")
        + """
class DeskError(Exception):
    pass

def own(answer):
    try:
        answer.raise_for_status()
    except Refused as error:
        raise DeskError("no") from error

def test_asserted(salesiq):
    with pytest.raises(DeskError):
        post(400, REFUSAL)
    salesiq.assert_refused(1014)
"""
    ).assert_outcomes(passed=1)


def test_an_older_answer_is_not_taken_for_that_of_a_later_request(suite):
    suite(
        MODULES["requests"]
        + """
def test_later(salesiq):
    try:
        post(400, REFUSAL)
    except Refused:
        with pytest.raises(requests.ConnectionError), responses.RequestsMock() as mock:
            requests.get(URL, headers=TOKEN)
    assert [exchange.response is None for exchange in salesiq.exchanges] == [False, True]
    salesiq.assert_refused(1014)
"""
    ).assert_outcomes(passed=1)


def test_an_exception_of_the_projects_own_may_carry_any_answer(suite):
    suite(
        MODULES["httpx"].replace("lambda answer: answer.raise_for_status()", "own")
        + """
class DeskError(Exception):
    pass

class OddError(Exception):
    @property
    def response(self):
        raise ZeroDivisionError

def own(answer):
    error = DeskError()
    error.response = httpx.Response(400)
    raise error from OddError()

def test_unknown(salesiq):
    with pytest.raises(DeskError):
        post(400, REFUSAL)
    (exchange,) = salesiq.exchanges
    assert exchange.response is None
"""
    ).assert_outcomes(passed=1)


def test_a_stream_is_left_alone_when_the_client_raises(suite):
    suite(
        MODULES["requests"]
        + """
def test_streamed(salesiq):
    with pytest.raises(Refused) as raised:
        post(400, REFUSAL, stream=True)
    assert raised.value.response._content is False
    with pytest.raises(AssertionError, match="whose answer was not seen"):
        salesiq.assert_refused(1014)
    assert raised.value.response.json() == REFUSAL
    salesiq.assert_refused(1014)
"""
    ).assert_outcomes(passed=1)


def test_a_body_that_a_hook_used_up_is_not_seen(suite):
    suite(
        MODULES["requests"].replace(
            "    answer.raise_for_status()", "    list(answer.iter_content()), answer.raise_for_status()"
        )
        + """
from salesiq_validate.exchange import UNRECORDED

def test_used_up(salesiq):
    with pytest.raises(Refused):
        post(400, REFUSAL)
    (exchange,) = salesiq.exchanges
    assert (exchange.response.status, exchange.response.body) == (400, UNRECORDED)
"""
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize("client", ["httpx", "httpx2"])
def test_of_an_answer_that_httpx_closed_unread_the_status_is_known(suite, client):
    suite(
        MODULES[client].replace("json=document", "content=iter([b'{}'])")
        + """
from salesiq_validate.exchange import UNRECORDED

def test_refused(salesiq):
    with pytest.raises(Refused):
        post(400, REFUSAL)
    (exchange,) = salesiq.exchanges
    assert (exchange.response.status, exchange.response.body) == (400, UNRECORDED)
"""
    ).assert_outcomes(passed=1)


def test_of_an_answer_that_aiohttp_threw_away_the_status_is_known(suite):
    suite(
        BY_AIOHTTP
        + """
def test_refused(salesiq):
    with pytest.raises(Refused):
        post(400, REFUSAL, params={"mode": "a b"})
    (exchange,) = salesiq.exchanges
    assert exchange.response.status == 400
    with pytest.raises(AssertionError, match="1 exchange, whose answer was not seen: there was none, or the client"):
        salesiq.assert_refused(1014)

def test_elsewhere(salesiq):
    with pytest.raises(Refused):
        post(400, REFUSAL, redirects=True)
    # It is the answer to another request.
    assert [exchange.response for exchange in salesiq.exchanges] == [None]

def test_valid(salesiq):
    assert post(200, SUCCESS) == SUCCESS
    salesiq.assert_valid()
""",
    ).assert_outcomes(passed=3)


def test_the_same_holds_where_aioresponses_answers(suite):
    suite(
        AIORESPONSES_ANSWER
        + """
import aiohttp

def test_refused(salesiq):
    async def send():
        async with aiohttp.ClientSession(headers=TOKEN, raise_for_status=True) as session:
            await session.get(URL, params={"limit": "1", "index": "2"})
    with aioresponses() as mock, pytest.raises(aiohttp.ClientResponseError):
        mock.get(URL + "?index=2&limit=1", payload=REFUSAL, status=400, response_class=Answer)
        asyncio.run(send())
    (exchange,) = salesiq.exchanges
    assert exchange.response.status == 400
"""
    ).assert_outcomes(passed=1)


def test_answers_that_nobody_saw_are_counted(suite):
    suite("""
@pytest.mark.salesiq(allow=[1014])
def test_unseen(salesiq):
    with pytest.raises(requests.ConnectionError), responses.RequestsMock() as mock:
        requests.post(URL, json=VALID, headers=TOKEN)
    with pytest.raises(AssertionError) as raised:
        salesiq.assert_refused(1007)
    assert str(raised.value).startswith(
        "SalesIQ did not refuse with 1007: 1 exchange, whose answer was not seen: there was none, or the client did "
    )
    send()
    with pytest.raises(AssertionError, match="1007: 2 exchanges; the answer of 1 was not seen: there was none"):
        salesiq.assert_refused(1007)
    send(answer=REFUSAL)
    with pytest.raises(AssertionError, match="refused with 1014 .*; of 3 exchanges, the answer of 1 was not seen"):
        salesiq.assert_refused(1007)
""").assert_outcomes(passed=1)
