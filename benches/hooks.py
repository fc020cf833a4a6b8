"""Measure `requests.Session.send` into an adapter that answers at once, with and without the hook."""

from __future__ import annotations

import io
import json

import measuring
import requests
from requests.adapters import BaseAdapter
from urllib3.response import HTTPResponse

from salesiq_validate.clients.requests import install

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}
BODY = {"name": "Billing", "is_public": True, "operators": [str(100000000000001 + number) for number in range(10)]}
ANSWER = json.dumps(
    {"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {**BODY, "id": "100000000000100"}}
).encode()


class Canned(BaseAdapter):
    """Answers without a network, as an HTTPAdapter would."""

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        raw = HTTPResponse(
            io.BytesIO(ANSWER), {"Content-Type": "application/json"}, 200, preload_content=False, request_url=URL
        )
        return requests.adapters.HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Nothing is open."""


def main() -> None:
    """Print the table."""
    plain, hooked = requests.Session(), requests.Session()
    for session in (plain, hooked):
        session.mount("https://", Canned())
    install(hooked)
    prepared = plain.prepare_request(requests.Request("POST", URL, headers=HEADERS, json=BODY))
    tasks = {"Session.send": lambda: plain.send(prepared), "Session.send, hooked": lambda: hooked.send(prepared)}
    print(measuring.machine())
    print(measuring.table(measuring.interleaved(tasks, calls=200), floor="Session.send"))


if __name__ == "__main__":
    main()
