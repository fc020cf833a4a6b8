"""Clients of several languages: with the proxy they get the same answers as without it, and send the same requests."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import requests
from tests.server.conftest import DEPARTMENTS, TOKEN, VALIDATOR
from tests.server.test_proxy import proxy_to

from salesiq_validate.server import StandIn

SCRIPT = Path(__file__).with_name("proxy_clients.mjs")
JSON = {"Content-Type": "application/json"}
#: Meant for one connection, or for one server.
NOT_PASSED_ON = {"connection", "keep-alive", "host", "expect", "transfer-encoding", "content-length"}


def by_requests(url):
    with requests.Session() as session:
        session.headers["Authorization"] = TOKEN
        at = url + DEPARTMENTS
        yield session.get(at, params={"index": "1", "empty": "", "name": "ä b+c"})
        yield session.post(at, json={"name": "Retürns", "operators": ["104000000000456"]})
        yield session.post(at, data=iter([b'{"name": "Re', b'turns", "operators": []}']), headers=JSON)
        yield session.post(at, data=gzip.compress(b"{}", mtime=0), headers={**JSON, "Content-Encoding": "gzip"})
        yield session.put(f"{at}/104000000000456", data=b'{"name" :\t"\xc3\xa4"}', headers=JSON)
        yield session.delete(f"{at}/a%2Fb", headers={"X-Empty": "", "Cookie": "a=b; c=d"})
        yield session.post(at, files={"file": ("a.txt", b"\x00\xff" * 5_000)}, data={"name": "x"})


def through_requests(url):
    return [[answer.status_code, answer.headers.get("Content-Type"), answer.text] for answer in by_requests(url)]


def through_node(name, *more):
    def send(url):
        node = shutil.which("node")
        if node is None:
            pytest.skip("node is not installed; it runs fetch and axios")
        command = [node, str(SCRIPT), name, url, TOKEN, *more]
        run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
        if "fetch is not defined" in run.stderr:
            pytest.skip("this node is older than 18 and has no fetch")
        assert run.returncode == 0, run.stderr
        return [json.loads(line) for line in run.stdout.splitlines()]

    return send


def through_axios(url):
    for folder in os.environ["PATH"].split(os.pathsep):
        if (Path(folder).parent / "axios").is_dir():
            return through_node("axios", str(Path(folder).parent))(url)
    return pytest.skip("axios is not installed; `npm install axios`, and put its node_modules/.bin on PATH")


def through_curl(url):
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    at, quiet = url + DEPARTMENTS, [curl, "-sS", "--max-time", "30", "-w", "\n%{http_code} %{content_type}"]
    token = ["-H", f"Authorization: {TOKEN}"]
    as_json = [*token, "-H", "Content-Type: application/json"]
    calls = [
        [*token, "--compressed", f"{at}?index=1&empty="],
        [*as_json, "-d", '{"name" :\t"Returns", "operators": ["104000000000456"]}', at],
        # Sent behind a 100 Continue.
        [*as_json, "-H", "Expect: 100-continue", "--data-binary", "@-", at],
        [*as_json, "-T", "-", "-X", "POST", at],
        [*token, "-F", "file=@-;filename=a.bin", at],
        [*token, "--path-as-is", f"{url}/api/../v2/./example//departments/%zz"],
        [*token, "-X", "DELETE", f"{at}/104000000000456"],
        # Two on one connection.
        [*token, at, f"{at}/104000000000456"],
    ]
    body = json.dumps({"name": "x" * 50_000, "operators": []}).encode()
    return [subprocess.run([*quiet, *call], input=body, capture_output=True, check=True).stdout for call in calls]


def without_boundary(request):
    """What differs in each run: clients draw the boundary of a multipart body."""
    kind = dict(request.headers).get("Content-Type", "")
    boundary = kind.partition("boundary=")[2] or "\0"
    body = None if request.body is None else request.body.replace(boundary.encode(), b"")
    return body, kind.replace(boundary, "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "send",
    [through_requests, through_node("fetch"), through_axios, through_curl],
    ids=["requests", "fetch", "axios", "curl"],
)
def test_nothing_changes_but_the_address(send):
    with StandIn(VALIDATOR) as stand_in:
        direct = send(stand_in.url)
        sent_directly = stand_in.exchanges
        stand_in.clear()
        with proxy_to(stand_in.url) as passing:
            assert send(passing.client.url) == direct
        passed_on = stand_in.exchanges
    assert [_line(one.request) for one in passed_on] == [_line(one.request) for one in sent_directly]
    for one, other in zip(passed_on, sent_directly, strict=True):
        assert without_boundary(one.request) == without_boundary(other.request)
        assert _fields(one.request) == _fields(other.request)
    assert _bodies(exchange for exchange, *_ in passing.calls) == _bodies(passed_on)
    assert {why for *_, why in passing.calls} == {""}


def _line(request):
    return request.method, request.url


def _bodies(exchanges):
    """Bodies in an order of their own: large ones are judged beside the others."""
    return sorted((one.request.body or b"", one.response.body or b"") for one in exchanges)


def _fields(request):
    """The header fields that go on, in their order."""
    fields = [pair for pair in request.headers if pair[0].lower() not in NOT_PASSED_ON]
    return [pair for pair in fields if pair[0] != "Content-Type"]
