"""What watching a client sees, and what it leaves alone."""

from __future__ import annotations

import sys

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3
import vcr.cassette

from salesiq_validate.plugin.recorder import Recorder
from salesiq_validate.plugin.watch import Watch

pytest_plugins = ["pytester"]

#: Every attribute that is replaced while tests run.
REPLACED = [
    (requests.Session, "send"),
    (urllib3.PoolManager, "urlopen"),
    (httpx.Client, "send"),
    (httpx.AsyncClient, "send"),
    (httpx2.Client, "send"),
    (httpx2.AsyncClient, "send"),
    (aiohttp.ClientSession, "__getattribute__"),
    (vcr.cassette.Cassette, "load"),
]

HTTPX = """
import httpx
import json
import threading
from salesiq_validate.exchange import UNRECORDED

JSON = {"Content-Type": "application/json"}

def client(*answers, **options):
    left = list(answers) or [SUCCESS]
    def answer(request):
        request.read()
        found = left.pop(0)
        if isinstance(found, httpx.Response):
            return found
        # Not read yet, as one from the network.
        return httpx.Response(200, headers=JSON, content=iter([json.dumps(found).encode()]))
    return httpx.Client(transport=httpx.MockTransport(answer), **options)
"""


def test_every_client_is_left_as_it_was():
    before = [owner.__dict__.get(name) for owner, name in REPLACED]
    finders = list(sys.meta_path)
    watch = Watch(Recorder())
    watch.start()
    watch.start()
    assert all(owner.__dict__.get(name) is not found for (owner, name), found in zip(REPLACED, before, strict=True))
    watch.stop()
    watch.stop()
    assert [owner.__dict__.get(name) for owner, name in REPLACED] == before
    assert sys.meta_path == finders


def test_a_client_whose_import_is_forbidden_is_passed_over(monkeypatch):
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    watch = Watch(Recorder())
    watch.start()
    watch.stop()
    with pytest.raises(ImportError):
        import aiohttp  # noqa: F401


def test_a_run_leaves_every_client_as_it_was(suite):
    before = [owner.__dict__.get(name) for owner, name in REPLACED]
    suite("def test_post():\n    send()\n").assert_outcomes(passed=1)
    assert [owner.__dict__.get(name) for owner, name in REPLACED] == before


def test_two_watches_stand_on_top_of_each_other():
    """As when the suite of a plugin runs pytest in its own process."""
    outer, inner = Recorder(), Recorder()
    before = [owner.__dict__.get(name) for owner, name in REPLACED]
    watches = [Watch(outer), Watch(inner)]
    for watch in watches:
        watch.start()
    outer.calls, inner.calls = [], []
    client = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(204)))
    client.get("https://example.com/")
    for watch in reversed(watches):
        watch.stop()
    assert [len(recorder.calls) for recorder in (outer, inner)] == [1, 1]
    assert [owner.__dict__.get(name) for owner, name in REPLACED] == before


def test_calls_of_other_servers_are_no_exchanges(suite):
    suite("""
def test_others(salesiq):
    send(url="https://api.example.com/api/v2/northwind-desk/departments", body=INVALID)
    send(url="https://crm.zoho.com/crm/v2/Leads", body=INVALID)
    send(url="https://api.example.com/api/", body=INVALID)
    assert len(salesiq) == 0
    send()
    assert len(salesiq) == 1
""").assert_outcomes(passed=1)


def test_a_call_with_a_misspelt_server_is_an_exchange(suite):
    suite("""
def test_typo():
    send(url=URL.replace(".com", ".uk"))
""").assert_outcomes(passed=1, warnings=1)


def test_a_request_that_nothing_answered_is_judged(suite):
    result = suite("""
def test_unreachable():
    with pytest.raises(requests.ConnectionError), responses.RequestsMock():
        requests.post(URL, json=INVALID, headers=TOKEN)
""")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*SIQ402 missing-json-key*"])


def test_a_request_that_a_hook_withheld_is_not_judged(suite):
    """Its InvalidExchange has told the test, which may well expect it."""
    result = suite(
        HTTPX
        + """
from salesiq_validate import InvalidExchange
from salesiq_validate.clients import httpx as hooks

def test_withheld(salesiq):
    hooked = client()
    hooks.install(hooked)
    with pytest.raises(InvalidExchange):
        hooked.post(URL, json=INVALID, headers=TOKEN)
    assert len(salesiq) == 0
"""
    )
    result.assert_outcomes(passed=1)


def test_a_client_that_was_hooked_at_import_is_watched(suite):
    suite(
        HTTPX
        + """
from salesiq_validate.clients import httpx as httpx_hook, requests as requests_hook
from salesiq_validate.clients.hook import Hook

SESSION, CLIENT = requests.Session(), client(SUCCESS)
requests_hook.install(SESSION, Hook(mode="collect"))
httpx_hook.install(CLIENT, Hook(mode="collect"))

def test_requests(salesiq):
    with responses.RequestsMock() as mock:
        mock.post(URL, json=SUCCESS)
        SESSION.post(URL, json=VALID, headers=TOKEN)
    salesiq.assert_valid()

def test_httpx(salesiq):
    CLIENT.post(URL, json=VALID, headers=TOKEN)
    salesiq.assert_valid()
"""
    ).assert_outcomes(passed=2)


def test_an_answer_that_is_read_late_is_judged(suite):
    suite(
        HTTPX
        + """
def test_late(salesiq):
    with client(REFUSAL).stream("POST", URL, json=VALID, headers=TOKEN) as answer:
        assert salesiq.exchanges[0].response.body is UNRECORDED
        assert salesiq.refusals == ()
        answer.read()
    assert [refusal.code for refusal in salesiq.refusals] == [1014]
    salesiq.assert_refused(1014)

def test_late_with_requests(salesiq):
    with responses.RequestsMock() as mock:
        mock.post(URL, json=REFUSAL)
        answer = requests.post(URL, json=VALID, headers=TOKEN, stream=True)
        assert salesiq.exchanges[0].response.body is UNRECORDED
        answer.json()
    salesiq.assert_refused(1014)
"""
    ).assert_outcomes(passed=2)


def test_an_answer_that_is_streamed_is_left_to_the_test(suite):
    suite(
        HTTPX
        + """
def test_streamed(salesiq):
    with client(REFUSAL).stream("POST", URL, json=VALID, headers=TOKEN) as answer:
        assert salesiq.exchanges[0].response.body is UNRECORDED
        assert b"".join(answer.iter_raw()).startswith(b'{"error"')
    assert salesiq.exchanges[0].response.body is UNRECORDED
"""
    ).assert_outcomes(passed=1)


def test_a_body_that_is_streamed_is_sent_as_it_would_be(suite):
    suite(
        HTTPX
        + """
def test_generator(salesiq):
    sent = []
    def answer(request):
        sent.append(b"".join(request.stream))
        return httpx.Response(200, json=SUCCESS)
    def body():
        yield b'{"name": "Billing", '
        yield b'"operators": ["100000000000001"]}'
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=SUCCESS))
    transport.handle_request = answer
    httpx.Client(transport=transport).post(URL, content=body(), headers=TOKEN | JSON)
    assert sent == [b'{"name": "Billing", "operators": ["100000000000001"]}']
    assert salesiq.exchanges[0].request.body is UNRECORDED

def test_a_mock_that_reads_it(salesiq):
    client().post(URL, content=iter([b"{}"]), headers=TOKEN | JSON)
    assert salesiq.exchanges[0].request.body == b"{}"
    salesiq.assert_valid()
"""
    ).assert_outcomes(passed=1, failed=1)


def test_every_hop_of_a_redirect_is_an_exchange(suite):
    suite(
        HTTPX
        + """
LATER = URL + "?index=1"

def test_httpx(salesiq):
    moved = httpx.Response(302, headers={"Location": LATER})
    client(moved, SUCCESS).get(URL, headers=TOKEN, follow_redirects=True)
    assert [exchange.request.url for exchange in salesiq.exchanges] == [URL, LATER]
    assert [exchange.response.status for exchange in salesiq.exchanges] == [302, 200]

def test_requests(salesiq):
    with responses.RequestsMock() as mock:
        mock.get(URL, status=302, headers={"Location": LATER})
        mock.get(LATER, json=SUCCESS)
        requests.get(URL, headers=TOKEN)
    assert [exchange.request.url for exchange in salesiq.exchanges] == [URL, LATER]
    assert [exchange.response.status for exchange in salesiq.exchanges] == [302, 200]
"""
    ).assert_outcomes(passed=2)


def test_a_token_that_authentication_adds_is_seen(suite):
    suite(
        HTTPX
        + """
class Token(httpx.Auth):
    def auth_flow(self, request):
        request.headers.update(TOKEN)
        yield request

def test_token(salesiq):
    client(auth=Token()).post(URL, json=VALID)
    salesiq.assert_valid()
"""
    ).assert_outcomes(passed=1)


def test_calls_of_threads_belong_to_the_test(suite):
    suite(
        HTTPX
        + """
def test_threads(salesiq):
    shared = client(*[SUCCESS] * 20, headers=TOKEN)
    threads = [threading.Thread(target=shared.post, args=(URL,), kwargs={"json": VALID}) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(salesiq) == 20
    salesiq.assert_valid()
"""
    ).assert_outcomes(passed=1)


AIOHTTP = """
import aiohttp
from salesiq_validate.exchange import UNRECORDED, Form

@pytest.fixture
def sent(server_url, salesiq):
    def send(path="", call=None, **options):
        async def run():
            async with aiohttp.ClientSession(**options) as session:
                async with call(session) as answer:
                    return await answer.read()
        asyncio.run(run())
        return salesiq.exchanges[-1].request
    return send
"""


@pytest.fixture
def aiohttp_suite(suite, pytester, server):
    pytester.makeconftest(f"""
        import pytest
        from salesiq_validate import Validator

        @pytest.fixture
        def salesiq_validator():
            return Validator(servers=["127.0.0.1"])

        @pytest.fixture
        def server_url():
            return {server.url!r}
    """)
    return lambda source: suite(AIOHTTP + source)


def test_what_aiohttp_sends_is_seen_as_it_leaves(aiohttp_suite, server):
    """Headers of the session, parameters, its base, a body in any form; what came over the wire is the witness."""
    aiohttp_suite("""
def test_bytes(sent, server_url):
    request = sent(call=lambda session: session.post(server_url, data=b"{}", headers=TOKEN))
    assert (request.method, request.url, request.body) == ("POST", server_url, b"{}")
    assert dict(request.headers)["Content-Type"] == "application/octet-stream"

def test_text(sent, server_url):
    assert sent(call=lambda session: session.post(server_url, data="{}", headers=TOKEN)).body == b"{}"

def test_form(sent, server_url):
    request = sent(call=lambda session: session.post(server_url, data={"name": "Billing", "n": 1}, headers=TOKEN))
    assert request.body == Form([("name", "Billing"), ("n", "1")])

def test_json_of_a_session_with_a_base(sent, server_url):
    base, path = server_url.rsplit("/", 1)
    call = lambda session: session.post(path, json=VALID, params={"a": "1"})
    request = sent(base_url=base + "/", headers=TOKEN, call=call)
    assert request.url == server_url + "?a=1"
    assert dict(request.headers)["Authorization"] == TOKEN["Authorization"]
    assert b"Billing" in request.body

def test_upload(sent, server_url):
    form = aiohttp.FormData()
    form.add_field("file", b"content", filename="note.txt")
    assert sent(call=lambda session: session.post(server_url, data=form, headers=TOKEN)).body is UNRECORDED

def test_the_function_request(server_url, salesiq):
    async def run():
        async with aiohttp.request("POST", server_url, json=VALID, headers=TOKEN) as answer:
            await answer.read()
    asyncio.run(run())
    salesiq.assert_valid()
""").assert_outcomes(passed=3, failed=3)
    assert len(server.bodies) == 6
    assert [body for body in server.bodies if b"content" in body]


def test_what_aiohttp_cannot_send_raises_as_it_would(aiohttp_suite):
    aiohttp_suite("""
def test_json(server_url):
    async def run():
        async with aiohttp.ClientSession() as session:
            await session.post(server_url, json={1, 2})
    with pytest.raises(TypeError, match="not JSON serializable"):
        asyncio.run(run())

@pytest.mark.salesiq(ignore=["SIQ"])
def test_header(server_url):
    async def run():
        async with aiohttp.ClientSession() as session:
            await session.post(server_url, headers=3)
    with pytest.raises((TypeError, ValueError)):
        asyncio.run(run())
""").assert_outcomes(passed=1, failed=1)


def test_a_middleware_of_aiohttp_may_add_the_token(aiohttp_suite):
    aiohttp_suite("""
async def add_token(request, handler):
    request.headers.update(TOKEN)
    return await handler(request)

def test_sent(sent, server_url, salesiq):
    sent(middlewares=[add_token], call=lambda session: session.post(server_url, json=VALID))
    salesiq.assert_valid()

def test_never_sent(sent, server_url, salesiq):
    async def fail(request, handler):
        raise OSError
    with pytest.raises(OSError):
        sent(middlewares=[fail], call=lambda session: session.post(server_url, json=VALID))
    salesiq.assert_valid()
""").assert_outcomes(passed=2)


def test_a_mock_of_the_tests_own_stays_what_it_is(suite):
    suite("""
import aiohttp
from unittest.mock import AsyncMock

def test_mock():
    async def run():
        async with aiohttp.ClientSession() as session:
            session._request = AsyncMock(return_value="answer")
            assert await session.post(URL) == "answer"
            session._request.assert_awaited_once()
    asyncio.run(run())
""").assert_outcomes(passed=1)
