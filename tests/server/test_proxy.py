"""`salesiq-validate proxy` and `Proxy`: calls and answers go on as they came, and both are judged."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from attrs import define, evolve, field
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.server.conftest import DEPARTMENTS, TOKEN, VALIDATOR, Client, ended, serving_process

from salesiq_validate import Validator
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.recordings import read
from salesiq_validate.server.proxy import Proxy, ProxyOptions

WRONG = {"name": "Private name", "operators": {"secret_key": "private value"}}
ENVELOPE = b'{"url":"/api/v2/example/departments","object":"list","data":[]}'


@define
class Passing:
    client: Client
    end: Callable[[], object]
    calls: list = field(factory=list)


@contextmanager
def proxy_to(url, **options):
    """Pass calls on to a server, in a thread of its own."""
    opened, loops = threading.Event(), []
    passing = Passing(Client(""), lambda: loops[0][0].call_soon_threadsafe(loops[0][1].set))

    async def serve():
        validator = Validator(servers=(url.partition("//")[2],))
        end = asyncio.Event()
        loops.append((asyncio.get_running_loop(), end))
        async with Proxy(validator, ProxyOptions(url, **options), lambda *call: passing.calls.append(call)) as proxy:
            passing.client = Client(proxy.url)
            opened.set()
            await end.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert opened.wait(20)
        yield passing
    finally:
        if thread.is_alive():
            passing.end()
        thread.join()


@contextmanager
def server_that_answers(*parts, go=None):
    """Serve one connection with the bytes that are given; yields its URL, and what it received."""
    listening = socket.create_server(("127.0.0.1", 0))
    received = bytearray()

    def serve():
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(20)
            while b"\r\n\r\n" not in received:
                received.extend(connection.recv(65_536))
            head, _, body = bytes(received).partition(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", head)
            while length is not None and len(body) < int(length[1]):
                more = connection.recv(65_536)
                received.extend(more)
                body += more
            for part in parts:
                connection.sendall(part)
                if go is not None:
                    go.wait(20)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", received
    finally:
        thread.join()
        listening.close()


def answer(body, *headers, status="200 OK"):
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def test_requests_go_on_as_they_came():
    body = b'{"name" :\t"\\u0041", "odd": 1e2}'
    asked = (
        b"POST /api/v2/example/../a%%2fb//c?x=%%7e&y=a+b HTTP/1.1\r\nx-first: 1\r\nHost: 127.0.0.1\r\n"
        b"CONTENT-type: application/json\r\nConnection: close, X-Mine\r\nX-Mine: hop\r\nCookie: a=b; c=d\r\n"
        b"Proxy-Authorization: x\r\nX-Twice: 1\r\nX-Twice: 2\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    with server_that_answers(answer(ENVELOPE)) as (url, received), proxy_to(url) as passing:
        passing.client.raw(asked + body)
    head, _, sent = bytes(received).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /api/v2/example/../a%2fb//c?x=%7e&y=a+b HTTP/1.1"
    assert lines[1:] == [
        b"Host: " + url.partition("//")[2].encode(),
        b"x-first: 1",
        b"CONTENT-type: application/json",
        b"Cookie: a=b; c=d",
        b"X-Twice: 1",
        b"X-Twice: 2",
        b"Content-Length: %d" % len(body),
    ]
    assert sent == body


@settings(max_examples=15, deadline=None)
@given(body=st.binary(max_size=6_000), value=st.text("abcäé\u4e2d ~!\"',;=", min_size=1).map(str.strip).filter(bool))
def test_any_body_and_any_header_goes_on(body, value):
    with server_that_answers(answer(ENVELOPE)) as (url, received), proxy_to(url) as passing:
        passing.client.send("PUT", "/api/v2/example/x", body, X_Value=value.encode())
    head, _, sent = bytes(received).partition(b"\r\n\r\n")
    assert sent == body
    assert b"X-Value: " + value.encode() in head.split(b"\r\n")


def test_compressed_answers_stay_compressed_and_are_judged():
    packed = gzip.compress(b'{"error":{"code":1,"message":"x"}}')
    with (
        server_that_answers(answer(packed, "Content-Encoding: gzip", "Content-Type: application/json")) as (url, _),
        proxy_to(url) as passing,
    ):
        got = passing.client.get()
    assert (got.status, got.body, got.headers["content-encoding"]) == (200, packed, "gzip")
    ((_, report, why),) = passing.calls
    assert why == ""
    assert [finding.error.code for finding in report.findings if finding.error] == [1]


def test_an_answer_goes_on_as_it_comes():
    go = threading.Event()
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n"
    with (
        server_that_answers(head + b"3\r\nabc\r\n", b"3\r\ndef\r\n0\r\n\r\n", go=go) as (url, _),
        proxy_to(url) as passing,
        socket.create_connection(passing.client.address, timeout=20) as connection,
    ):
        connection.sendall(b"GET /api/v2/example/departments HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b""
        while b"abc" not in received:
            received += connection.recv(65_536)
        assert b"def" not in received
        go.set()
        while block := connection.recv(65_536):
            received += block
    assert b"def" in received
    assert received.endswith(b"0\r\n\r\n")


def test_an_answer_that_breaks_off_breaks_off_for_the_client():
    half = answer(ENVELOPE, "Content-Type: application/json")[:-10]
    with server_that_answers(half) as (url, _), proxy_to(url) as passing:
        received = passing.client.raw(b"GET /api/v2/example/departments HTTP/1.1\r\nHost: x\r\n\r\n")
    assert received.endswith(ENVELOPE[:-10])
    ((exchange, _, why),) = passing.calls
    assert "incomplete" in why
    assert repr(exchange.response.body) == "UNRECORDED"


def test_redirects_and_cookies_are_the_clients(stand_in):
    moved = answer(b"", "Location: http://example.com/", "Set-Cookie: a=b", status="302 Found")
    with server_that_answers(moved) as (url, _), proxy_to(url) as passing:
        got = passing.client.get()
    assert (got.status, got.headers["location"], got.headers["set-cookie"]) == (302, "http://example.com/", "a=b")


def test_the_stand_in_answers_through_it_as_it_does_directly(stand_in, client):
    with proxy_to(stand_in.url) as passing:
        for method, path, body in (
            ("GET", DEPARTMENTS, None),
            ("GET", f"{DEPARTMENTS}/104000000000456", None),
            ("POST", DEPARTMENTS, WRONG),
            ("PUT", "/api/v2/example/nowhere", {}),
        ):
            sent = () if body is None else (json.dumps(body).encode(),)
            direct, passed = (each.send(method, path, *sent) for each in (client, passing.client))
            assert (direct.status, direct.body) == (passed.status, passed.body)
            assert {**direct.headers, "date": ""} == {**passed.headers, "date": ""}
    assert [report.findings == () for _, report, _ in passing.calls] == [True, True, False, False]


def test_what_salesiq_would_refuse_can_be_kept_here(stand_in):
    with proxy_to(stand_in.url, refuse=True) as passing:
        got = passing.client.json("POST", DEPARTMENTS, WRONG)
        right = passing.client.get()
    assert (got.status, got.code, got.document["error"]["json_key"]) == (200, 1007, "operators")
    assert right.status == 200
    assert [exchange.request.method for exchange in stand_in.exchanges] == ["GET"]
    assert [why for *_, why in passing.calls] == ["refused by the proxy, not sent", ""]


def test_what_was_answered_is_told_although_the_proxy_ends_meanwhile(stand_in, monkeypatch):
    check = Validator.check

    def slow(validator, exchange):
        if exchange.request.url.startswith(stand_in.url) and exchange.response is not None:
            time.sleep(1)
        return check(validator, exchange)

    monkeypatch.setattr(Validator, "check", slow)
    with proxy_to(stand_in.url) as passing:
        passing.client.get()
    assert [why for *_, why in passing.calls] == [""]


def test_a_server_that_cannot_be_asked():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with proxy_to(f"http://127.0.0.1:{port}") as passing:
        got = passing.client.get()
    assert got.status == 502
    why = "the server cannot be reached: it refuses connections"
    assert [(exchange.response, told) for exchange, _, told in passing.calls] == [(None, why)]


def test_a_server_without_a_valid_certificate_is_sent_nothing(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    written = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "server.pem").write_bytes(written + certificate.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "server.pem")
    got = []

    def serve():
        connection, _ = listening.accept()
        with suppress(OSError), server.wrap_socket(connection, server_side=True) as wrapped:
            got.append(wrapped.recv(65_536))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        with proxy_to(f"https://127.0.0.1:{listening.getsockname()[1]}") as passing:
            assert passing.client.get().status == 502
        thread.join()
    assert [why for *_, why in passing.calls] == ["the server cannot be reached: its certificate is not valid"]
    assert set(got) <= {b""}


def test_a_server_that_does_not_answer():
    go = threading.Event()
    with server_that_answers(b"", go=go) as (url, _):
        with proxy_to(url, seconds=0.3) as passing:
            got = passing.client.get()
        go.set()
    assert got.status == 504


def test_limits_and_what_is_no_call(stand_in):
    with proxy_to(stand_in.url, max_body_bytes=100) as passing:
        assert passing.client.send("POST", DEPARTMENTS, b"x" * 101).status == 413
        assert passing.client.send("POST", DEPARTMENTS, iter([b"x" * 60] * 3), chunked=True).status == 413
        assert b"not a forward proxy" in passing.client.raw(b"GET http://example.com/ HTTP/1.1\r\nHost: x\r\n\r\n")
        assert stand_in.exchanges == ()
        large = passing.client.get()
    assert len(large.body) > 100
    assert repr(passing.calls[0][0].response.body) == "UNRECORDED"


NO_REQUEST = [
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 20\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 4\r\n\r\nbody",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX-A: a\rX-B: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /a#b?c HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET @example.com/ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
]


def test_what_servers_could_read_in_two_ways_goes_nowhere(stand_in):
    with proxy_to(stand_in.url) as passing:
        for sent in NO_REQUEST:
            received = passing.client.raw(sent)
            assert re.match(rb"HTTP/1\.[01] 400 ", received), sent
            assert received.count(b"HTTP/1.") == 1, sent
            assert b"example.com" not in received, sent
    assert stand_in.exchanges == ()
    assert passing.calls == []


@pytest.mark.parametrize("target", ["//example.com/api", "/@example.com/", "/\\example.com", "/%zz?%", "/a?http://b"])
def test_whatever_the_target_names_the_call_goes_to_the_one_server(target):
    with server_that_answers(answer(ENVELOPE)) as (url, received), proxy_to(url) as passing:
        passing.client.raw(f"GET {target} HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n".encode())
    assert bytes(received).splitlines()[:2] == [
        f"GET {target} HTTP/1.1".encode(),
        b"Host: " + url.partition("//")[2].encode(),
    ]


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"HTTP/1.1 200 OK\r\nContent-Ty",),
        (b"SSH-2.0-example\r\n",),
        (b"HTTP/1.1 200 OK\r\nX-A: a\rSet-Cookie: b\r\nContent-Length: 2\r\n\r\n{}",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",),
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n",),
    ],
)
def test_a_server_that_dies_or_speaks_no_http(parts):
    with server_that_answers(*parts) as (url, _), proxy_to(url) as passing:
        got = passing.client.send("POST", body=b"{}")
    assert got.status == 502
    ((exchange, _, why),) = passing.calls
    assert exchange.response is None
    assert why.startswith("the answer cannot be read: ")


def test_a_call_on_its_way_is_told_when_the_proxy_ends():
    go = threading.Event()
    with server_that_answers(b"", go=go) as (url, received), proxy_to(url) as passing:
        asking = threading.Thread(target=passing.client.raw, args=[b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
        asking.start()
        while not received:
            time.sleep(0.01)
        passing.end()
        go.set()
        asking.join()
    assert [why for *_, why in passing.calls] == ["the proxy ended before the answer"]


def test_a_large_body_keeps_no_other_call_waiting(stand_in, monkeypatch):
    go, check = threading.Event(), Validator.check

    def slow(validator, exchange):
        if exchange.request.url.startswith(stand_in.url) and len(exchange.request.body or b"") > 10_000:
            go.wait(20)
        return check(validator, exchange)

    monkeypatch.setattr(Validator, "check", slow)
    with proxy_to(stand_in.url) as passing:
        passing.client.send("POST", body=b"x" * 20_000)
        for _ in range(110):
            assert passing.client.get().status == 200
        while len(passing.calls) < 110:
            time.sleep(0.01)
        go.set()
    assert [exchange.request.method for exchange, *_ in passing.calls] == ["GET"] * 110 + ["POST"]


def test_an_observer_that_fails_ends_the_proxy_and_not_the_clients_call(stand_in):
    def fail(*_call):
        raise OSError("no space left")

    async def serve():
        options = ProxyOptions(stand_in.url)
        async with Proxy(VALIDATOR, options, fail) as proxy:
            got = await asyncio.to_thread(Client(proxy.url).get)
            await proxy.until(asyncio.Event())
        return got

    with pytest.raises(OSError, match="no space"):
        asyncio.run(serve())
    assert len(stand_in.exchanges) == 1


def test_connections_are_limited(stand_in):
    with (
        proxy_to(stand_in.url, max_connections=1) as passing,
        socket.create_connection(passing.client.address, timeout=20) as kept,
    ):
        asked = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        kept.sendall(asked)
        assert b" 200 " in kept.recv(65_536)
        assert b" 503 " in passing.client.raw(asked)
    assert len(passing.calls) == 1


def test_a_connection_without_a_request_is_closed(stand_in, monkeypatch):
    monkeypatch.setattr("salesiq_validate.server.connections._FIRST_SECONDS", 0.1)
    with (
        proxy_to(stand_in.url) as passing,
        socket.create_connection(passing.client.address, timeout=20) as silent,
    ):
        assert silent.recv(1) == b""


def test_a_short_soak(stand_in):
    """Several clients on kept connections; `benches/proxy.py` sends ten thousand requests."""
    from benches.soak import soak

    with proxy_to(stand_in.url) as passing:
        assert soak(passing.client.url, requests=400, clients=8).right == 400
    assert len(passing.calls) == 400
    assert len({report.operation for _, report, _ in passing.calls}) == 3


@pytest.mark.parametrize(
    "to",
    [
        "",
        "salesiq.zoho.eu",
        "ftp://example.com",
        "http://",
        "http://u@example.com",
        "http://:password@example.com",
        "http://example.com?",
        "http://example.com/#",
        "http://exam\nple.com",
        "http://example.com/api",
        "http://[",
        "http://example.com:x",
    ],
)
def test_where_to_send_is_a_scheme_and_a_host(to):
    with pytest.raises(UnusableArgument, match="like https://salesiq"):
        ProxyOptions(to)


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = ProxyOptions("http://127.0.0.1:1", port=taken.getsockname()[1])

        async def open_it():
            async with Proxy(VALIDATOR, options, lambda *_: None):
                pass

        with pytest.raises(UnusableArgument, match="port 0 means any free port"):
            asyncio.run(open_it())


@contextmanager
def proxy_command(*options):
    process = serving_process("proxy", *options)
    try:
        found = re.match(r"Passing calls from (http://\S+) on to", process.stdout.readline())
        assert found, process.stderr.read()
        yield process, Client(found[1])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def end(process):
    return ended(process), process.returncode


def test_calls_are_told_in_a_line_and_findings_once(stand_in, tmp_path):
    recorded, report = tmp_path / "traffic.jsonl", tmp_path / "report.json"
    with proxy_command("--to", stand_in.url, "--record", recorded, "--output", f"json={report}") as (process, client):
        client.get()
        for _ in range(3):
            client.json("POST", DEPARTMENTS, WRONG)
        client.raw(b"GET http://example.com/ HTTP/1.1\r\nHost: x\r\n\r\n")
        out, code = end(process)
    assert code == 1
    lines = out.splitlines()
    assert lines.count("GET list_departments: HTTP 200, ok") == 1
    assert lines.count("POST create_department: HTTP 200, 2 findings") == 3
    assert out.count("error SIQ403 body operators") == 1
    assert "turned away with HTTP 400: this is not a forward proxy" in out
    assert lines[-1] == "4 calls, 1 turned away: 6 errors, 0 warnings"
    assert json.loads(report.read_text())["exchanges"] == 4
    text = recorded.read_text()
    assert len(list(read(recorded))) == 4
    for secret in ("Private name", TOKEN, "private value"):
        assert secret not in text + out
    assert all(exchange.request.url.startswith(stand_in.url) for exchange in read(recorded))


@pytest.mark.skipif(os.name != "posix", reason="no other system has SIGTERM")
def test_it_refuses_and_ends_on_sigterm(stand_in):
    with proxy_command("--to", stand_in.url, "--refuse", "--fail-on", "warning") as (process, client):
        assert client.json("POST", DEPARTMENTS, WRONG).code == 1007
        process.terminate()
        out, errors = process.communicate(timeout=30)
    assert (errors, process.returncode) == ("", 1)
    assert out.splitlines()[0] == "POST create_department: refused by the proxy, not sent, 1 finding"
    assert stand_in.exchanges == ()


def test_a_recording_as_it_is(stand_in, tmp_path):
    recorded = tmp_path / "traffic.jsonl"
    with proxy_command("--to", stand_in.url, "--record", recorded, "--record-as-is", "--fail-on", "never") as (
        process,
        client,
    ):
        client.json("POST", DEPARTMENTS, WRONG)
        assert end(process)[1] == 0
    (exchange,) = read(recorded)
    assert b"Private name" in exchange.request.body
    assert evolve(exchange.request, headers=()).url == stand_in.url + DEPARTMENTS
