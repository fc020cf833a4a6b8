"""openapi-core as a peer: judges whole exchanges by the OpenAPI document that the project exports."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import contract
from exchanges import Request
from measuring import Task
from peers import Missing
from salesiq_validate.decode import json_fast


class OpenapiCore:
    """Requests with their parameters, and answers.

    Raises:
        Missing: it is not installed.
    """

    name = "openapi-core"
    is_slow = True

    def __init__(self) -> None:
        try:
            from openapi_core import OpenAPI
        except ImportError as error:
            raise Missing("because it is not installed") from error
        # It does not support OAuth 2.0, and warns once for each request.
        warnings.filterwarnings("ignore", message="Unsupported scheme type")
        api = OpenAPI.from_dict(contract.openapi())
        self._of_request, self._of_response = api.iter_request_errors, api.iter_response_errors

    def lines(self, lines: Iterable[bytes]) -> int:
        """Return how many whole lines have a fault; we parse the line, and openapi-core parses the bodies."""
        wrong = 0
        for line in lines:
            item = json_fast.loads(line)
            sent = item["request"]
            request = _Request(sent["method"], sent["url"], sent["headers"], sent["body"])
            errors = [*self._of_request(request), *self._of_response(request, _Response(item["response"]))]
            wrong += bool(errors)
        return wrong

    def tasks(self, lines: Sequence[bytes]) -> list[Task]:
        """The tasks to time."""
        return [Task(self.name, lambda: self.lines(lines), units=len(lines))]

    def preflight(self, requests: Sequence[Request]) -> Task:
        """Judge requests whose bodies are Python objects; openapi-core needs them as text."""

        def run() -> None:
            for _, method, url, headers, body, _ in requests:
                list(self._of_request(_Request(method, url, headers, json.dumps(body))))

        return Task(self.name, run, units=len(requests))

    def close(self) -> None:
        """Do nothing: nothing was started."""


class _Request:
    """A request in the form that openapi-core expects."""

    def __init__(self, method: str, url: str, headers: Mapping[str, str], body: str | None) -> None:
        from openapi_core.datatypes import RequestParameters
        from werkzeug.datastructures import Headers, ImmutableMultiDict

        parts = urlsplit(url)
        self.host_url, self.path = f"{parts.scheme}://{parts.netloc}", parts.path
        self.method = method.lower()
        self.body = None if body is None else body.encode()
        self.content_type = headers.get("Content-Type", "")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(parts.query)), header=Headers(headers), cookie=ImmutableMultiDict()
        )


class _Response:
    """An answer in the form that openapi-core expects."""

    def __init__(self, got: Mapping[str, Any]) -> None:
        from werkzeug.datastructures import Headers

        self.status_code, self.headers = got["status"], Headers(got["headers"])
        self.content_type = got["headers"]["Content-Type"]
        self.data = got["body"].encode()
