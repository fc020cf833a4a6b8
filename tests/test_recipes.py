"""The recipes on docs/how-to/recipes.md, each with the library that it is about."""

from __future__ import annotations

import io
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest
import requests
import urllib3
from tests.test_docs import blocks

from salesiq_validate.cli import main
from salesiq_validate.clients import Hook, SalesIQRefusal
from salesiq_validate.clients import requests as requests_tap
from salesiq_validate.contract import all_operations

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "recipes.md"
URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
ACCESS = "1000." + "0123abcd" * 4 + "." + "4567cdef" * 4
TOKEN = {"access_token": ACCESS, "token_type": "Bearer", "expires_in": 3600}
DEPARTMENTS = {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}
REFUSAL = {"error": {"code": 1023, "message": "Too many requests"}}


def recipe(module):
    pytest.importorskip(module)
    (example,) = (block.text for block in blocks(PAGE) if block.needs == module)
    names = {}
    exec(example, names)
    return names


class Server(requests.adapters.BaseAdapter):
    """Answers with one document after the other, and keeps the headers of what came."""

    def __init__(self, *answers):
        super().__init__()
        self.left = list(answers)
        self.headers = []

    def send(self, request, **_options):
        self.headers.append(dict(request.headers))
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url
        answer.headers["Content-Type"] = "application/json"
        body = io.BytesIO(json.dumps(self.left.pop(0)).encode())
        answer.raw = urllib3.HTTPResponse(body, answer.headers, 200, preload_content=False, request_url=request.url)
        return answer

    def close(self):
        pass


def sends_zohos_token(session):
    server = Server(DEPARTMENTS)
    session.mount("https://", server)
    requests_tap.install(session, Hook(fail_on="warning"))
    assert session.get(URL).json() == DEPARTMENTS
    return [headers["Authorization"] for headers in server.headers] == [f"Zoho-oauthtoken {ACCESS}"]


def test_requests_oauthlib_sends_zohos_token():
    assert sends_zohos_token(recipe("requests_oauthlib")["session_of"](TOKEN))


def test_authlib_sends_zohos_token():
    assert sends_zohos_token(recipe("authlib")["ZohoSession"](token=TOKEN))


def test_a_refusal_is_not_cached():
    requests_cache = pytest.importorskip("requests_cache")
    session = recipe("requests_cache")["session"]
    session.headers["Authorization"] = f"Zoho-oauthtoken {ACCESS}"
    server = Server(REFUSAL, DEPARTMENTS)
    session.mount("https://", server)
    with pytest.raises(SalesIQRefusal):
        session.get(URL)
    for _ in range(2):
        assert session.get(URL).json() == DEPARTMENTS
    assert len(server.headers) == 2
    assert isinstance(session, requests_cache.CachedSession)


@contextmanager
def running(command, port):
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def contract(tmp_path):
    file = tmp_path / "salesiq.json"
    with pytest.raises(SystemExit):
        main(["export", "openapi", "--no-config", "--types", "lenient", "--output", str(file)])
    return file


@pytest.mark.slow
def test_schemathesis_finds_nothing_in_the_stand_in(contract, port, tmp_path):
    pytest.importorskip("schemathesis")
    (command,) = (block.text for block in blocks(PAGE) if "schemathesis run" in block.text)
    (checks,) = (line.split()[1] for line in command.splitlines() if "--checks" in line)
    # OpenAPI cannot say that one parameter needs or excludes another.
    together = [
        operation.id
        for operation in all_operations()
        for word in ("x-salesiq-conditions", "x-salesiq-exclusive")
        if any(fact["in"] == "query" for fact in operation.document.get(word, ()))
    ]
    assert len(together) < 10
    serve = [sys.executable, "-m", "salesiq_validate", "serve", "--no-config", "--refusal-status", "400"]
    with running([*serve, "--port", str(port)], port) as url:
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", str(contract), "--url", url, "--checks", checks),
                *("--header", f"Authorization: Zoho-oauthtoken {ACCESS}", "--max-examples", "1", "--seed", "1"),
                *("--phases", "examples,fuzzing"),
                *(word for name in together for word in ("--exclude-operation-id", name)),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout
    assert "Tested: 1" in ran.stdout


@pytest.mark.slow
def test_prism_takes_zohos_token(contract, port):
    prism = shutil.which("prism")
    if prism is None:
        pytest.skip("Prism is not installed")
    mock = contract.with_name("mock.json")
    (command,) = (block.text for block in blocks(PAGE) if "mock.json" in block.text)
    _, *arguments = command.split()
    run = [sys.executable, "-m", "salesiq_validate", *(str(mock) if word == mock.name else word for word in arguments)]
    subprocess.run(run, check=True)
    with running([prism, "mock", "--port", str(port), str(mock)], port) as url:
        address = f"{url}/api/v2/northwind-desk/departments"
        token = {"Authorization": f"Zoho-oauthtoken {ACCESS}"}
        with urllib.request.urlopen(urllib.request.Request(address, headers=token)) as answer:
            assert answer.status == 200
        with pytest.raises(HTTPError, match="401"):
            urllib.request.urlopen(address)
