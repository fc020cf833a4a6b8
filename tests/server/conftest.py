"""A stand-in for each test, on a port of its own."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest
from attrs import field, frozen

from salesiq_validate import Validator
from salesiq_validate.server import StandIn

TOKEN = f"Zoho-oauthtoken 1000.{'0' * 32}.{'0' * 32}"
DEPARTMENTS = "/api/v2/example/departments"
VALIDATOR = Validator()


@frozen
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, response: HTTPResponse) -> Answer:
        return cls(response.status, {name.lower(): text for name, text in response.getheaders()}, response.read())

    @property
    def document(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.document["error"]["code"]


@frozen
class Client:
    """Sends each request on a connection of its own, by the standard library, which nothing of ours watches."""

    url: str
    headers: dict[str, str] = field(factory=lambda: {"Authorization": TOKEN})

    @property
    def address(self):
        parts = urlsplit(self.url)
        return parts.hostname, parts.port

    def send(self, method, path=DEPARTMENTS, body=None, *, chunked=False, **headers) -> Answer:
        connection = HTTPConnection(*self.address, timeout=20)
        try:
            named = {name.replace("_", "-"): text for name, text in headers.items()}
            connection.request(method, path, body, {**self.headers, **named}, encode_chunked=chunked)
            return Answer.of(connection.getresponse())
        finally:
            connection.close()

    def json(self, method, path, document, **headers) -> Answer:
        return self.send(method, path, json.dumps(document).encode(), Content_Type="application/json", **headers)

    def get(self, path=DEPARTMENTS, **headers) -> Answer:
        return self.send("GET", path, **headers)

    def raw(self, *parts: bytes) -> bytes:
        """Send bytes as they are, and return all that comes; a server that waits for more is told that it is all."""
        received = b""
        with socket.create_connection(self.address, timeout=0.5) as connection:
            # The server may close with something of ours unread.
            with suppress(ConnectionError):
                for part in parts:
                    connection.sendall(part)
            with suppress(ConnectionError, TimeoutError):
                while block := connection.recv(65_536):
                    received += block
                return received
            with suppress(OSError):
                connection.settimeout(20)
                connection.shutdown(socket.SHUT_WR)
                while block := connection.recv(65_536):
                    received += block
        return received


def serving_process(command, *options):
    """Start a command that serves at a free port."""
    return subprocess.Popen(
        [sys.executable, "-m", "salesiq_validate", command, "--port", "0", "--no-config", *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Windows: what is sent to a process goes to all of its group.
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def ended(process):
    """Press Ctrl-C, or Ctrl-Break on Windows; return what the process printed since its first line."""
    process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))
    printed, errors = process.communicate(timeout=30)
    assert not errors
    return printed


@pytest.fixture
def stand_in():
    with StandIn(VALIDATOR) as serving:
        yield serving


@pytest.fixture
def client(stand_in):
    return Client(stand_in.url)
