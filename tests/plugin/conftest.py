"""Suites of an integrator, run by the plugin: what they have in common."""

from __future__ import annotations

import json

# Loaded before pytester notes which modules there are, so that no suite loads them anew, in part as C code, or leaves
# two of a module of ours that is loaded when it is needed.
import aiohttp
import aioresponses
import httpx
import httpx2
import pytest
import requests
import responses
import respx
import vcr
from tests.clients.conftest import server

import salesiq_validate.plugin.run
import salesiq_validate.recordings.vcr.interaction

__all__ = [
    "aiohttp",
    "aioresponses",
    "httpx",
    "httpx2",
    "requests",
    "responses",
    "respx",
    "salesiq_validate",
    "server",
    "vcr",
]

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
TOKEN = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}
VALID = {"name": "Billing", "operators": ["100000000000001"]}
#: Lacks `operators`, which is documented to be required: rule SIQ402, SalesIQ's code 1015.
INVALID = {"name": "Billing"}
SUCCESS = {"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {"id": "100000000000002"}}
REFUSAL = {"error": {"code": 1014, "message": "Resource already exists"}}

PRELUDE = f"""
import asyncio
import pytest

URL = {URL!r}
TOKEN = {TOKEN!r}
VALID = {VALID!r}
INVALID = {INVALID!r}
SUCCESS = {SUCCESS!r}
REFUSAL = {REFUSAL!r}
"""
#: What most suites here do: send one request by requests, answered by responses.
SEND = """
import requests
import responses

def send(body=VALID, answer=SUCCESS, url=URL, method="POST", headers=TOKEN, **options):
    with responses.RequestsMock() as mock:
        mock.add(method, url, json=answer, **options)
        return requests.request(method, url, json=body, headers=headers).json()
"""


def cassette(answer):
    """A VCR cassette with one interaction."""
    headers = {"Content-Type": ["application/json"]}
    request = {"body": json.dumps(VALID), "headers": headers, "method": "POST", "uri": URL}
    response = {
        "body": {"string": json.dumps(answer)},
        "headers": headers,
        "status": {"code": 200, "message": "OK"},
    }
    # JSON is YAML but for the first key's place, by which cassettes are told.
    return f"interactions:\n- request: {json.dumps(request)}\n  response: {json.dumps(response)}\nversion: 1\n"


@pytest.fixture
def suite(pytester, monkeypatch):
    """Run the tests of one module: `suite(source, "-v", mode="warn")`."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(source, *options, mode="error", prelude=PRELUDE + SEND):
        pytester.makepyfile(prelude + source)
        mode_options = [] if mode is None else [f"--salesiq-validate={mode}"]
        # This run's own filters, by which warnings are errors, hold in the suite's process as well.
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "default", *mode_options, *options)

    return run
