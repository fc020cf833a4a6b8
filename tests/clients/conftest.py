"""A server on loopback that answers as SalesIQ does, and keeps what it got."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from salesiq_validate import Validator
from salesiq_validate.clients.hook import Hook

TOKEN = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}
VALID = {"name": "Billing", "operators": ["100000000000001"]}
SUCCESS = {"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {"id": "100000000000002"}}
REFUSAL = {"error": {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "operators[0]"}}

UNAUTHORISED = {"error": {"code": 1002, "message": "Unauthorized"}}


class Server(ThreadingHTTPServer):
    """Answers every request with `answer`; `bodies` holds what came."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = SUCCESS
        #: What is answered first, one after the other.
        self.answers = []
        self.status = 200
        self.unauthorised_first = False
        self.redirect_first = False
        self.zipped = False
        self.bodies = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/api/v2/northwind-desk/departments"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.server.bodies.append(self._body())
        if self.server.redirect_first and len(self.server.bodies) == 1:
            self.send_response(307)
            self.send_header("Location", self.server.url)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status, answer = self.server.status, self.server.answer
        if self.server.answers:
            answer = self.server.answers.pop(0)
        if self.server.unauthorised_first and len(self.server.bodies) == 1:
            status, answer = 401, UNAUTHORISED
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=utf-8")
        if self.server.zipped:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST  # noqa: N815 - as the class wants them called

    def _body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def validator():
    return Validator(servers=["127.0.0.1"])


@pytest.fixture
def hook(validator):
    return Hook(validator)


@pytest.fixture
def collecting(validator):
    return Hook(validator, mode="collect")
