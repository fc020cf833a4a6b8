"""Whichever client sends and whatever answers: each exchange of a test is judged, request and answer."""

from __future__ import annotations

import pytest
from tests.plugin.conftest import INVALID, REFUSAL, SUCCESS, TOKEN, URL, cassette

pytest_plugins = ["pytester"]

BY_REQUESTS = """
import requests

def post(body, url=URL):
    return requests.post(url, json=body, headers=TOKEN).json()
"""
BY_HTTPX = """
import {0} as httpx

def post(body, url=URL):
    with httpx.Client(headers=TOKEN) as client:
        return client.post(url, json=body).json()
"""
BY_ASYNC_HTTPX = """
import {0} as httpx

def post(body, url=URL):
    async def send():
        async with httpx.AsyncClient(headers=TOKEN) as client:
            return (await client.post(url, json=body)).json()
    return asyncio.run(send())
"""
BY_AIOHTTP = """
import aiohttp

def post(body, url=URL):
    async def send():
        async with aiohttp.ClientSession(headers=TOKEN) as session:
            async with session.post(url, json=body) as answer:
                return await answer.json()
    return asyncio.run(send())
"""
CLIENTS = {
    "requests": BY_REQUESTS,
    "httpx": BY_HTTPX.format("httpx"),
    "async httpx": BY_ASYNC_HTTPX.format("httpx"),
    "httpx2": BY_HTTPX.format("httpx2"),
    "async httpx2": BY_ASYNC_HTTPX.format("httpx2"),
    "aiohttp": BY_AIOHTTP,
}
#: What aioresponses is to make an answer by.
AIORESPONSES_ANSWER = """
import inspect
from types import SimpleNamespace
from aiohttp import ClientResponse
from aioresponses import aioresponses

class Answer(ClientResponse):
    # aioresponses 0.7.9 makes no answers of aiohttp 3.14 by itself (its issue 289).

    def __init__(self, *arguments, **options):
        if "stream_writer" in inspect.signature(ClientResponse).parameters:
            options["stream_writer"] = SimpleNamespace(output_size=0)
        super().__init__(*arguments, **options)
"""
#: A module with a fixture `answer` that has a mock answer the next request.
MOCKS = {
    "responses": """
import responses

@pytest.fixture
def answer():
    with responses.RequestsMock() as mock:
        yield lambda document: mock.post(URL, json=document)
""",
    "respx": """
@pytest.fixture
def answer(respx_mock):
    return lambda document: respx_mock.post(URL).respond(json=document)
""",
    "pytest_httpx": """
@pytest.fixture
def answer(httpx_mock):
    return lambda document: httpx_mock.add_response(method="POST", url=URL, json=document)
""",
    "aioresponses": f"""
{AIORESPONSES_ANSWER}@pytest.fixture
def answer():
    with aioresponses() as mock:
        yield lambda document: mock.post(URL, payload=document, response_class=Answer)
""",
    "vcrpy": """
import vcr
from pathlib import Path
from tests.plugin.conftest import cassette

@pytest.fixture
def answer(tmp_path):
    file = tmp_path / "cassette.yaml"
    with_cassette = None
    def play(document):
        nonlocal with_cassette
        file.write_text(cassette(document))
        with_cassette = vcr.use_cassette(str(file), record_mode="none")
        with_cassette.__enter__()
    yield play
    with_cassette.__exit__(None, None, None)
""",
}
PAIRS = [
    ("requests", "responses"),
    ("requests", "vcrpy"),
    ("httpx", "respx"),
    ("async httpx", "respx"),
    ("httpx", "pytest_httpx"),
    ("async httpx", "pytest_httpx"),
    ("httpx", "vcrpy"),
    ("async httpx", "vcrpy"),
    ("httpx2", "vcrpy"),
    ("async httpx2", "vcrpy"),
    ("aiohttp", "aioresponses"),
    ("aiohttp", "vcrpy"),
]
FACTS = """
def test_valid(answer, salesiq):
    answer(SUCCESS)
    assert post(VALID) == SUCCESS
    salesiq.assert_valid()
    (exchange,) = salesiq.exchanges
    assert exchange.request.url == URL

def test_invalid(answer):
    answer(SUCCESS)
    assert post(INVALID) == SUCCESS

def test_refused(answer, salesiq):
    answer(REFUSAL)
    assert post(VALID) == REFUSAL
    assert [error.code for error in salesiq.refusals] == [1014]
"""


@pytest.mark.parametrize(("client", "mock"), PAIRS, ids=[" by ".join(pair) for pair in PAIRS])
def test_exchanges_with_a_mock_are_judged(suite, client, mock):
    result = suite(CLIENTS[client] + MOCKS[mock] + FACTS)
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*SIQ402 missing-json-key*", "*SIQ601 refused*"])


@pytest.mark.parametrize("client", CLIENTS)
def test_exchanges_over_the_network_are_judged(suite, pytester, server, client):
    pytester.makeconftest("""
        import pytest
        from salesiq_validate import Validator

        @pytest.fixture(scope="session")
        def salesiq_validator():
            return Validator(servers=["127.0.0.1"])
    """)
    facts = f"""
def test_valid():
    assert post(VALID, {server.url!r}) == SUCCESS

def test_invalid():
    post(INVALID, {server.url!r})
"""
    result = suite(CLIENTS[client] + facts)
    result.assert_outcomes(passed=1, failed=1)
    assert len(server.bodies) == 2


def test_cassettes_of_pytest_recording_are_judged(suite, pytester):
    folder = pytester.mkdir("cassettes") / "test_cassettes_of_pytest_recording_are_judged"
    folder.mkdir()
    for name, answer in {"test_valid": SUCCESS, "test_invalid": SUCCESS, "test_refused": REFUSAL}.items():
        (folder / f"{name}.yaml").write_text(cassette(answer), "utf-8")
    result = suite(
        BY_REQUESTS + "pytestmark = pytest.mark.vcr\n@pytest.fixture\ndef answer():\n    return print\n" + FACTS
    )
    result.assert_outcomes(passed=1, failed=2)


def test_a_client_that_a_test_imports_itself_is_watched(pytester):
    """Libraries that are loaded while tests run, as by a lazy import, in a process that has none of them."""
    pytester.makepyfile(f"""
        import sys

        def test_requests():
            assert "requests" not in sys.modules
            import requests
            from requests.adapters import BaseAdapter

            class Canned(BaseAdapter):
                def send(self, request, **options):
                    answer = requests.Response()
                    answer.status_code, answer._content, answer.request = 200, b"{{}}", request
                    return answer

            session = requests.Session()
            session.mount("https://", Canned())
            session.post({URL!r}, json={INVALID!r}, headers={TOKEN!r})

        def test_httpx():
            assert "httpx" not in sys.modules
            import httpx
            transport = httpx.MockTransport(lambda request: httpx.Response(200, json={SUCCESS!r}))
            client = httpx.Client(transport=transport)
            client.post({URL!r}, json={INVALID!r}, headers={TOKEN!r})
            assert httpx.__spec__.loader is httpx.__loader__
            assert type(httpx.__loader__).__module__ != "salesiq_validate.plugin.watch"
    """)
    without = [f"-pno:{name}" for name in ("respx", "pytest_httpx", "recording", "anyio", "hypothesispytest")]
    result = pytester.runpytest_subprocess("--salesiq-validate=error", "-p", "no:cacheprovider", *without)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*SIQ402 missing-json-key*"] * 2)
