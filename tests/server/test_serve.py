"""`salesiq-validate serve`: a process that serves until it is asked to end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from attrs import define
from tests.cli.shell import run as run_command
from tests.server.conftest import DEPARTMENTS, TOKEN, VALIDATOR, Client, ended, serving_process

import salesiq_validate
from salesiq_validate import Exchange
from salesiq_validate.cli.growing_recording import GrowingRecording
from salesiq_validate.cli.serve import Log
from salesiq_validate.recordings import read
from salesiq_validate.recordings.scrub.scrubber import Scrubber
from salesiq_validate.server import StandIn

WRONG = {"name": "Private name", "operators": {"secret_key": "private value"}}


@define
class Served:
    process: subprocess.Popen
    client: Client
    out: str = ""

    def end(self) -> int:
        self.out = ended(self.process)
        return self.process.returncode


@contextmanager
def serve(*options):
    process = serving_process("serve", *options)
    try:
        first = process.stdout.readline()
        found = re.fullmatch(r"Standing in for SalesIQ at (http://\S+) \(Ctrl-C ends it\)\n", first)
        assert found, (first, process.stderr.read() if process.poll() is not None else "")
        yield Served(process, Client(found[1]))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.slow
def test_it_tells_refusals_without_values_and_records_exchanges_that_check_reads(tmp_path):
    file = tmp_path / "traffic.jsonl"
    with serve("--record", file, "--refusal-status", "400") as served:
        assert served.client.get().status == 200
        assert served.client.json("POST", DEPARTMENTS, WRONG).status == 400
        assert served.client.get(X_SalesIQ_Stand_In="1017").code == 1017
        assert len(file.read_bytes().splitlines()) == 3
        assert served.end() == 0
    lines = served.out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("POST create_department: refused with 1007, SIQ403 body operators: ")
    assert lines[1] == "GET list_departments: refused with 1017, provoked"
    assert lines[2] == "3 requests, 2 refused"
    for secret in ("Private", "private", "secret", TOKEN[-40:]):
        assert secret not in served.out
    for secret in ("Private", "private", TOKEN[-40:]):
        assert secret not in file.read_text("utf-8")
    recorded = list(read(file))
    assert [exchange.request.method for exchange in recorded] == ["GET", "POST", "GET"]
    assert not VALIDATOR.check(recorded[0]).findings
    outcome = run_command("check", file, "--no-config", "--format", "json")
    assert outcome.code == 1
    assert outcome.document["exchanges"] == 3
    assert {"SIQ403"} <= {finding["rule"] for finding in outcome.document["findings"]}


@pytest.mark.slow
def test_options_of_the_portal_and_of_rules_hold():
    with serve("--screen-name", "example", "--ignore", "SIQ403", "--scope", "SalesIQ.departments.READ") as served:
        assert served.client.get("/api/v2/other/departments").code
        assert served.client.json("POST", DEPARTMENTS, WRONG).code == 1009
        assert served.end() == 0


@pytest.mark.skipif(os.name != "posix", reason="no other system has signals that a process can send itself")
def test_it_ends_calmly_in_this_process(tmp_path, monkeypatch):
    """The same as the processes above, where coverage sees it."""
    start = StandIn.start
    before = signal.getsignal(signal.SIGTERM)

    def use(client):
        client.get()
        client.json("POST", f"{DEPARTMENTS}?authtoken=secret", WRONG)
        client.get(X_SalesIQ_Stand_In="secret")
        while signal.getsignal(signal.SIGTERM) is before:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    def started(stand_in):
        serving = start(stand_in)
        threading.Thread(target=use, args=[Client(serving.url)]).start()
        return serving

    monkeypatch.setattr(StandIn, "start", started)
    file = tmp_path / "traffic.jsonl"
    outcome = run_command("serve", "--port", 0, "--no-config", "--record", file)
    assert outcome.code == 0
    assert outcome.out.splitlines()[-2:] == [
        "turned away with HTTP 400: X-SalesIQ-Stand-In takes a SalesIQ error code, like 1017",
        "3 requests, 1 refused, 1 turned away",
    ]
    assert signal.getsignal(signal.SIGTERM) is before
    assert len(file.read_bytes().splitlines()) == 2
    assert "secret&" not in file.read_text("utf-8")
    assert "authtoken=secret" not in file.read_text("utf-8")


def test_without_aiohttp_it_says_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("salesiq_validate.server")]:
        monkeypatch.delitem(sys.modules, name)
    # Importing it anew changes this attribute, which comes back with the rest.
    monkeypatch.setattr(salesiq_validate, "server", salesiq_validate.server)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    outcome = run_command("serve", "--no-config")
    assert outcome.code == 2
    assert "pip install 'salesiq-validate[serve]'" in outcome.err


def test_an_address_that_is_taken_is_told(stand_in):
    port = Client(stand_in.url).address[1]
    outcome = run_command("serve", "--port", port, "--no-config")
    assert outcome.code == 2
    assert "cannot serve" in outcome.err


@pytest.mark.parametrize(
    "arguments", [["--port", "99999"], ["--refusal-status", "42"], ["--latency", "-1"], ["--record", "/"]]
)
def test_wrong_options_are_told(arguments):
    assert run_command("serve", "--no-config", *arguments).code == 2


def test_a_recording_that_cannot_be_written_ends_and_serving_goes_on(capsys):
    class Full:
        def write(self, line):
            raise OSError(28, "No space left on device")

    log = Log(GrowingRecording(Full()), Scrubber())
    exchange = Exchange(*_any())
    for _ in range(2):
        log.record(exchange)
        log.add(exchange, VALIDATOR.check(exchange))
    assert log.recorder.is_broken
    assert log.summary() == "2 requests, 0 refused"
    assert capsys.readouterr().err.count("No space left on device") == 1


def test_a_recording_holds_what_scrub_would_leave_and_says_what_was_provoked(tmp_path):
    file = tmp_path / "traffic.jsonl"
    secrets = {
        "X-Jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYXJpYSJ9.c2lnbmF0dXJl",
        "Referer": "https://example.com/?mail=maria@example.com",
    }
    with serve("--record", file, "--verbose") as served:
        served.client.json("POST", DEPARTMENTS, {"name": "Maria Schmidt", "operators": ["104000000000456"]}, **secrets)
        served.client.get(X_SalesIQ_Stand_In="1017")
        assert served.end() == 0
    text = file.read_text("utf-8")
    for secret in ("eyJhbGci", "maria", "Maria", "Schmidt", TOKEN[-40:]):
        assert secret not in text
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    assert served.out.splitlines()[0] == "POST create_department: accepted"
    headers = [dict(exchange.response.headers)["X-SalesIQ-Stand-In"] for exchange in read(file)]
    assert headers == ["recorded, ok", "recorded, provoked"]
    assert run_command("check", file, "--no-config").code == 0
    forgotten = file.read_text("utf-8").replace("recorded, provoked", "provoked")
    file.write_text(forgotten, "utf-8")
    assert run_command("check", file, "--no-config").code == 1


@pytest.mark.skipif(os.name != "posix", reason="no other system has signals that a process can send itself")
def test_it_ends_while_a_large_body_is_judged():
    body = b'{"name": "Support", "operators": [' + b",".join([b"{}"] * 1_000_000) + b"]}"
    with serve() as served, socket.create_connection(served.client.address, timeout=20) as connection:
        head = f"POST {DEPARTMENTS} HTTP/1.1\r\nHost: x\r\nAuthorization: {TOKEN}\r\n"
        connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        connection.sendall(body)
        assert served.client.get().status == 200
        served.process.send_signal(signal.SIGTERM)
        # Judging it takes some 15 s; the promise is a second, and the machine may be busy.
        assert served.process.wait(timeout=8) == 0


def _any():
    from salesiq_validate import Request, Response

    body = json.dumps({"url": DEPARTMENTS, "object": "list", "data": []}).encode()
    return Request("GET", f"https://salesiq.zoho.com{DEPARTMENTS}", {"Authorization": TOKEN}), Response(200, (), body)
