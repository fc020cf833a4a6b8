"""A session of requests that answers at once: it shows the cost of a call in the client, without the network."""

from __future__ import annotations

import io
import itertools
import json

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.response import HTTPResponse

#: Different answers, because every created department is different.
_ANSWERS = [
    json.dumps(
        {
            "url": "/api/v2/northwind-desk/departments",
            "object": "department",
            "data": {"id": str(100000000000100 + number)},
        }
    ).encode()
    for number in range(300)
]


class Canned(BaseAdapter):
    """Answers without a network, with the response that an HTTPAdapter would build."""

    def __init__(self) -> None:
        super().__init__()
        self._adapter = HTTPAdapter()
        self._answers = itertools.cycle(_ANSWERS)

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        headers = {"Content-Type": "application/json"}
        answer = io.BytesIO(next(self._answers))
        raw = HTTPResponse(answer, headers, 200, preload_content=False, request_url=request.url)
        return self._adapter.build_response(request, raw)

    def close(self) -> None:
        """Do nothing: nothing is open."""


def session() -> requests.Session:
    """Return an ordinary session that reaches no server."""
    made = requests.Session()
    made.mount("https://", Canned())
    return made
