"""The stand-in on real sockets: answers, provocations, limits, and what hostile or broken clients get."""

from __future__ import annotations

import gzip
import json
import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.server.conftest import DEPARTMENTS, TOKEN, VALIDATOR, Client

from salesiq_validate import Exchange, Validator
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.server import StandIn
from salesiq_validate.server.refusal_line import refusal_line

WRONG = {"name": "Support", "operators": {"a": 1}}
RIGHT = {"name": "Support", "operators": ["104000000000456"]}


def test_a_valid_request_is_answered_with_data(client):
    answer = client.get()
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["x-salesiq-stand-in"] == "ok"
    assert answer.document["object"] == "list"


def test_a_wrong_request_gets_the_predicted_envelope_behind_http_200(client, stand_in):
    answer = client.json("POST", DEPARTMENTS, WRONG)
    predicted = VALIDATOR.check_request(
        "POST", f"https://salesiq.zoho.com{DEPARTMENTS}", headers={"Authorization": TOKEN}, json=WRONG
    )
    assert answer.status == 200
    assert answer.document == predicted.reply.as_envelope() == stand_in.reports[0].reply.as_envelope()
    assert answer.headers["x-salesiq-stand-in"] == "SIQ403"


def test_a_missing_token_is_refused(client):
    assert Client(client.url, {}).get().code == 1002


def test_exchanges_are_as_if_they_were_with_salesiq(client, stand_in):
    client.json("POST", f"{DEPARTMENTS}?mode=%7B", WRONG)
    (exchange,) = stand_in.exchanges
    assert exchange.request.url == f"https://salesiq.zoho.com{DEPARTMENTS}?mode=%7B"
    assert ("Authorization", TOKEN) in exchange.request.headers
    assert exchange.request.body == json.dumps(WRONG).encode()
    assert exchange.time.endswith("Z")
    again = VALIDATOR.check(Exchange(exchange.request))
    assert again.findings == stand_in.reports[0].findings


def test_the_server_of_the_portals_data_centre_is_stood_in_for():
    with StandIn(Validator(data_center="EU", screen_name="example")) as stand_in:
        assert "error" not in Client(stand_in.url).get().document
        assert stand_in.exchanges[0].request.url.startswith("https://salesiq.zoho.eu/")
        assert "error" in Client(stand_in.url).get("/api/v2/other/departments").document


def test_a_header_provokes_a_code_on_its_request_alone(client):
    answer = client.get(X_SalesIQ_Stand_In="1017")
    assert (answer.code, answer.headers["x-salesiq-stand-in"]) == (1017, "provoked")
    assert "data" in client.get().document


@pytest.mark.parametrize("wish", ["9999", "soon", "", "1" * 5000, "²"])
def test_a_code_that_is_none_is_told_to_the_caller(client, wish):
    answer = client.get(X_SalesIQ_Stand_In=wish.encode())
    assert answer.status == 400
    assert b"code" in answer.body


def test_the_next_calls_of_an_operation_are_provoked(client, stand_in):
    stand_in.provoke(1023, "create_department", times=2)
    codes = []
    for _ in range(3):
        assert "data" in client.get().document
        codes.append(client.json("POST", DEPARTMENTS, RIGHT).document.get("error", {}).get("code"))
    assert codes == [1023, 1023, None]


def test_provocations_come_in_their_order_and_can_be_forgotten(client, stand_in):
    stand_in.provoke(1017)
    stand_in.provoke(1015, json_key="operators[0]")
    stand_in.provoke(1019)
    assert client.get().code == 1017
    assert client.get().document["error"]["json_key"] == "operators[0]"
    stand_in.clear()
    assert "data" in client.get().document
    assert len(stand_in.exchanges) == 1


def test_what_cannot_be_provoked_is_told(stand_in):
    for arguments, kind in [
        ((4711,), UnknownName),
        ((1017, "create_departmnt"), UnknownName),
        ((1017, None, 0), UnusableArgument),
        (("1017",), UnusableArgument),
    ]:
        with pytest.raises(kind):
            stand_in.provoke(*arguments)
    with pytest.raises(UnusableArgument, match="names nothing"):
        stand_in.provoke(1017, json_key="name")


def test_every_known_code_can_be_provoked(client, stand_in):
    for code in sorted(VALIDATOR.known_codes):
        stand_in.provoke(code)
        assert client.get().code == code


def test_a_client_in_any_language_steers_it_over_http(client):
    assert client.get("/_stand-in").document["stands_in_for"] == "SalesIQ"
    order = {"operation": "create_department", "code": 1007, "times": 1, "json_key": "name"}
    assert client.json("POST", "/_stand-in/next", order).document == {"next": order}
    assert client.json("POST", DEPARTMENTS, RIGHT).document["error"]["json_key"] == "name"
    client.json("POST", DEPARTMENTS, WRONG)
    reports = client.get("/_stand-in/reports").document["reports"]
    assert [report["ok"] for report in reports] == [True, False]
    assert reports[1]["findings"][0]["rule"] == "SIQ403"
    assert client.send("POST", "/_stand-in/clear").document == {}
    assert client.get("/_stand-in/reports").document == {"reports": []}


@pytest.mark.parametrize(
    ("call", "body", "status"),
    [
        ("GET /_stand-in/nothing", None, 404),
        ("GET /_stand-in/next", None, 404),
        ("POST /_stand-in/next", b"{", 400),
        ("POST /_stand-in/next", b"[1017]", 400),
        ("POST /_stand-in/next", b"{}", 400),
        ("POST /_stand-in/next", b'{"code": 1017, "tims": 1}', 400),
        ("POST /_stand-in/next", b'{"code": "1017"}', 400),
        ("POST /_stand-in/next", b'{"code": 1017, "operation": 5}', 400),
        ("POST /_stand-in/next", b'{"code": 1017, "times": true}', 400),
        ("POST /_stand-in/next", b'{"code": 4711}', 400),
        ("POST /_stand-in/next", b"[" * 10_000, 400),
    ],
)
def test_wrong_admin_calls_are_told(client, stand_in, call, body, status):
    answer = client.send(*call.split(), body)
    assert answer.status == status
    assert answer.document["error"]
    assert not stand_in.exchanges


def test_refusals_can_have_another_status_and_answers_can_be_late():
    with StandIn(VALIDATOR, refusal_status=400, latency_ms=150) as stand_in:
        began = time.monotonic()
        assert Client(stand_in.url, {}).get().status == 400
        assert time.monotonic() - began >= 0.15
        with ThreadPoolExecutor(8) as pool:
            began = time.monotonic()
            answers = list(pool.map(lambda _: Client(stand_in.url).get().status, range(8)))
            assert answers == [200] * 8
            assert time.monotonic() - began < 8 * 0.15


def test_listeners_are_told_one_at_a_time():
    told, inside = [], threading.Lock()

    def listener(exchange, report):
        assert inside.acquire(blocking=False)
        told.append((exchange.response.status, report.operation))
        inside.release()

    with StandIn(VALIDATOR, listener=listener) as stand_in, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Client(stand_in.url).get(), range(20)))
    assert told == [(200, "list_departments")] * 20


def test_a_listener_that_fails_is_told_to_the_client():
    def listener(exchange, report):
        raise ZeroDivisionError("1000.secret")

    with StandIn(VALIDATOR, listener=listener) as stand_in:
        answer = Client(stand_in.url).get()
    assert answer.status == 500
    assert b"ZeroDivisionError" in answer.body
    assert b"secret" not in answer.body


def test_only_the_latest_exchanges_are_kept():
    with StandIn(VALIDATOR, keep=2) as stand_in:
        for index in (1, 2, 3):
            Client(stand_in.url).get(f"{DEPARTMENTS}?index={index}")
        assert [exchange.request.url[-1] for exchange in stand_in.exchanges] == ["2", "3"]


def test_a_body_may_be_as_large_as_the_limit_and_no_larger(stand_in):
    text = json.dumps(RIGHT).encode()
    with StandIn(VALIDATOR, max_body_bytes=len(text)) as small:
        client = Client(small.url)
        assert client.send("POST", DEPARTMENTS, text, Content_Type="application/json").status == 200
        assert client.send("POST", DEPARTMENTS, text + b" ", Content_Type="application/json").status == 413
        parts = iter([text, b" "])
        answer = client.send("POST", DEPARTMENTS, parts, chunked=True, Transfer_Encoding="chunked")
        assert answer.status == 413
        assert "data" in client.get().document
        assert len(small.exchanges) == 2


def test_a_chunked_and_a_compressed_body_are_judged_as_sent(client, stand_in):
    text = json.dumps(WRONG).encode()
    options = {"Content_Type": "application/json"}
    chunks = iter([text[:5], text[5:]])
    assert client.send("POST", DEPARTMENTS, chunks, chunked=True, Transfer_Encoding="chunked", **options).code == 1007
    packed = gzip.compress(text)
    assert client.send("POST", DEPARTMENTS, packed, Content_Encoding="gzip", **options).code == 1007
    assert stand_in.exchanges[1].request.body == packed


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"[" * 100_000, "identity"),
        (gzip.compress(b" " * 50_000_000), "gzip"),
        (gzip.compress(json.dumps(RIGHT).encode())[:-9], "gzip"),
        (b"\x00\xff" * 50, "unheard-of"),
    ],
    ids=["too deep", "a bomb", "cut off", "of an unknown kind"],
)
@pytest.mark.parametrize("path", [DEPARTMENTS, f"{DEPARTMENTS}/104000000000456"])
def test_a_body_that_is_not_judged_is_refused_and_told(client, stand_in, body, encoding, path):
    method = "POST" if path == DEPARTMENTS else "PUT"
    answer = client.send(method, path, body, Content_Type="application/json", Content_Encoding=encoding)
    assert (answer.status, answer.code) == (200, 1015)
    assert "SIQ008" in answer.headers["x-salesiq-stand-in"]
    line = refusal_line(stand_in.exchanges[0], stand_in.reports[0])
    assert "refused with 1015, SIQ" in line


def test_of_a_provoked_refusal_of_a_body_that_is_not_judged_it_is_told_that_it_was_provoked(client, stand_in):
    client.send("POST", DEPARTMENTS, b"[" * 100_000, Content_Type="application/json", X_SalesIQ_Stand_In="1017")
    assert refusal_line(stand_in.exchanges[0], stand_in.reports[0]).endswith("refused with 1017, provoked")


def test_what_is_turned_away_is_told():
    told = []
    with StandIn(VALIDATOR, max_body_bytes=5, turned_away=lambda *what: told.append(what)) as stand_in:
        client = Client(stand_in.url)
        assert client.send("POST", DEPARTMENTS, b"123456").status == 413
        assert client.get(X_SalesIQ_Stand_In="soon").status == 400
        assert not stand_in.exchanges
    assert told == [
        (413, "the body is larger than 5 bytes"),
        (400, "X-SalesIQ-Stand-In takes a SalesIQ error code, like 1017"),
    ]


def test_a_connection_beyond_the_limit_is_told():
    told = []
    with StandIn(VALIDATOR, max_connections=1, turned_away=lambda *what: told.append(what)) as stand_in:
        client = Client(stand_in.url)
        with socket.create_connection(client.address, timeout=20):
            _until(lambda: client.raw().startswith(b"HTTP/1.1 503"))
    assert set(told) == {(503, "there are too many connections")}


def test_a_path_that_only_begins_like_an_admin_call_is_none(client, stand_in):
    assert client.get("/_stand-inx").document["error"]["code"] in {1004, 1006}
    assert len(stand_in.exchanges) == 1
    for path in ("/_stand-in", "/_stand-in/", "/_stand-in?x=1"):
        assert client.get(path).document["stands_in_for"] == "SalesIQ"


def test_what_was_provoked_for_nobody_is_known(client, stand_in):
    stand_in.provoke(1017, "create_department", times=3)
    stand_in.provoke(1023)
    client.json("POST", DEPARTMENTS, RIGHT)
    assert stand_in.unused_provocations == ((1017, "create_department", 2), (1023, None, 1))
    client.get()
    assert stand_in.unused_provocations == ((1017, "create_department", 2),)


def test_a_large_body_keeps_nobody_waiting(client):
    large = {"name": "Support", "operators": ["104000000000456"] * 60_000}
    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(client.json, "POST", DEPARTMENTS, large)
        assert "data" in client.get().document
        assert answer.result().status == 200


def test_a_client_that_asks_first_may_go_on(client):
    body = json.dumps(RIGHT).encode()
    head = (
        f"POST {DEPARTMENTS} HTTP/1.1\r\nHost: x\r\nAuthorization: {TOKEN}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(client.address, timeout=20) as connection:
        connection.sendall(head.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(body)
        assert b'"data"' in connection.recv(100_000)


@pytest.mark.parametrize("method", ["HEAD", "TRACE", "PURGE"])
def test_other_methods_are_refused(client, stand_in, method):
    answer = client.send(method)
    assert answer.status == 200
    assert not answer.body if method == "HEAD" else answer.document["error"]
    assert json.loads(stand_in.exchanges[0].response.body)["error"]["code"] in {1006, 1010}


@pytest.mark.parametrize("target", ["*", "http://example.com/api/v2/example/departments", "/", "//", "/%zz?%zz", "/#x"])
def test_targets_of_every_form_are_answered(client, stand_in, target):
    received = client.raw(
        f"GET {target} HTTP/1.1\r\nHost: example.com\r\nAuthorization: {TOKEN}\r\nConnection: close\r\n\r\n".encode()
    )
    assert received.startswith((b"HTTP/1.1 200", b"HTTP/1.0 400", b"HTTP/1.1 400"))
    assert all(exchange.request.url.startswith("https://salesiq.zoho.com/") for exchange in stand_in.exchanges)
    assert (b'"object":"list"' in received) == target.endswith("departments")


@pytest.mark.parametrize(
    "text",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /api/v2/example/departments HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nNo colon here\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 5_000 + b"\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nno more",
    ],
)
def test_malformed_http_is_turned_away_and_harms_nobody(client, stand_in, caplog, text):
    with caplog.at_level(logging.INFO):
        received = client.raw(text)
    assert not received or received.split(b" ", 2)[1] in {b"400", b"413", b"431"}
    assert not stand_in.exchanges
    assert not caplog.records
    assert "data" in client.get().document


def test_connections_beyond_the_limit_are_turned_away():
    with StandIn(VALIDATOR, max_connections=2) as stand_in:
        client = Client(stand_in.url)
        held = [socket.create_connection(client.address, timeout=20) for _ in range(2)]
        try:
            _until(lambda: client.raw().startswith(b"HTTP/1.1 503"))
        finally:
            for connection in held:
                connection.close()
        _until(lambda: _answers(client))


def test_a_connection_without_a_request_is_closed_and_one_with_requests_is_not(monkeypatch):
    monkeypatch.setattr("salesiq_validate.server.connections._FIRST_SECONDS", 0.1)
    with StandIn(VALIDATOR) as stand_in:
        address = Client(stand_in.url).address
        with (
            socket.create_connection(address, timeout=10) as silent,
            socket.create_connection(address, timeout=10) as kept,
        ):
            silent.sendall(b"GET / HTTP/1.1\r\nHost:")
            kept.sendall(b"GET /_stand-in HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert kept.recv(1000).startswith(b"HTTP/1.1 200")
            assert silent.recv(1000) == b""
            kept.sendall(b"GET /_stand-in HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert kept.recv(1000).startswith(b"HTTP/1.1 200")


def test_a_body_that_does_not_arrive_in_time_is_not_waited_for(client, monkeypatch):
    monkeypatch.setattr("salesiq_validate.server.http._BODY_SECONDS", 0.1)
    with socket.create_connection(client.address, timeout=10) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nno more")
        assert connection.recv(1000).startswith(b"HTTP/1.1 408")


def _answers(client):
    try:
        return client.get().status == 200
    except ConnectionError:
        return False


def _until(holds):
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_concurrent_clients_get_their_own_answers(client, stand_in):
    ids = [str(104000000000000 + number) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda id_: client.get(f"{DEPARTMENTS}/{id_}").document["data"]["id"], ids))
    assert answers == ids
    assert len(stand_in.exchanges) == len(stand_in.reports) == 200


@pytest.mark.slow
def test_a_short_soak(stand_in):
    """A few thousand requests on kept connections; `benches/soak.py` sends a hundred thousand."""
    from benches.soak import soak

    assert soak(stand_in.url, requests=3_000, clients=4).right == 3_000


def test_it_stops_with_connections_open_and_can_start_again():
    stand_in = StandIn(VALIDATOR)
    stand_in.start()
    with socket.create_connection(Client(stand_in.url).address, timeout=20):
        Client(stand_in.url).get()
        with pytest.raises(UnusableArgument, match="already"):
            stand_in.start()
        began = time.monotonic()
        stand_in.stop()
        assert time.monotonic() - began < 5
    stand_in.stop()
    assert len(stand_in.exchanges) == 1
    with pytest.raises(ConnectionError):
        Client(stand_in.url).get()
    with stand_in:
        assert Client(stand_in.url).get().status == 200
    assert "salesiq-validate stand-in" not in {thread.name for thread in threading.enumerate()}


def test_an_address_that_is_not_to_be_had_is_told(stand_in):
    port = Client(stand_in.url).address[1]
    for options, advice in [
        ({"port": port}, "port 0 means any free port"),
        ({"port": 99_999}, "port 0 means any free port"),
        ({"host": "nowhere.invalid"}, "give a name or an address of this machine, like 127.0.0.1"),
        ({"host": "192.0.2.1"}, "give a name or an address of this machine, like 127.0.0.1"),
    ]:
        with pytest.raises(UnusableArgument, match=f"cannot serve .*; {advice}$"):
            StandIn(VALIDATOR, **options).start()
    with pytest.raises(UnusableArgument, match="status"):
        StandIn(VALIDATOR, refusal_status=42)
    with pytest.raises(UnusableArgument, match="before it is started"):
        _ = StandIn(VALIDATOR).url


def test_it_serves_on_ipv6_as_well():
    try:
        with StandIn(VALIDATOR, host="::1") as stand_in:
            assert stand_in.url.startswith("http://[::1]:")
            assert Client(stand_in.url).get().status == 200
    except UnusableArgument:
        pytest.skip("this machine has no IPv6 loopback")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "rebound.example.com"}, 403),
        ({"Host": "192.0.2.1"}, 403),
        ({"Host": "["}, 403),
        ({"Origin": "http://example.com"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost:9000"}, 200),
        ({"Host": "[::1]:9000"}, 200),
        ({"Origin": "own"}, 200),
    ],
)
def test_a_page_of_another_origin_or_of_a_rebound_name_cannot_steer_it(client, stand_in, headers, status):
    if headers.get("Origin") == "own":
        headers = {"Origin": client.url}
    for call in ("GET /_stand-in/reports", "POST /_stand-in/next"):
        method, path = call.split()
        answer = Client(client.url, headers).send(method, path, b'{"code": 1017}' if method == "POST" else None)
        assert answer.status == status
        assert ("error" in answer.document) == (status == 403)
    assert bool(stand_in.unused_provocations) == (status == 200)


@pytest.mark.parametrize("cors", [["localhost:5173"], ["http://localhost:5173/"], ["http://localhost:5173", ""], "*a"])
def test_an_origin_that_no_browser_sends_is_told(cors):
    with pytest.raises(UnusableArgument, match="is not an origin; write scheme, host and port"):
        StandIn(VALIDATOR, cors=cors)


@pytest.mark.parametrize("cors", [(), ("http://localhost:5173",), ("*",)])
def test_pages_of_an_origin_that_is_allowed_may_call(cors):
    asked = {
        "Origin": "http://localhost:5173",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    told = []
    with StandIn(VALIDATOR, cors=cors, turned_away=lambda *what: told.append(what)) as stand_in:
        preflight = Client(stand_in.url, asked).send("OPTIONS")
        assert (preflight.status, preflight.body) == (204, b"")
        assert not stand_in.exchanges
        answer = Client(stand_in.url, {"Origin": "http://localhost:5173", "Authorization": TOKEN}).get()
        refused = Client(stand_in.url, {"Origin": "http://localhost:5173"}).get()
        foreign = Client(stand_in.url, {"Origin": "http://example.com"}).send("OPTIONS")
    for each in (preflight, answer, refused):
        assert each.headers.get("access-control-allow-origin") == ("http://localhost:5173" if cors else None)
    assert preflight.headers.get("access-control-allow-headers") == ("authorization, content-type" if cors else None)
    assert ("access-control-allow-origin" in foreign.headers) == (cors == ("*",))
    assert not told


def test_a_page_that_is_allowed_by_name_may_steer_it():
    for cors, status in [(("http://localhost:5173",), 200), (("*",), 403)]:
        with StandIn(VALIDATOR, cors=cors) as stand_in:
            assert Client(stand_in.url, {"Origin": "http://localhost:5173"}).get("/_stand-in").status == status


def test_malformed_requests_are_answered_in_its_own_words_and_told():
    told = []
    with StandIn(VALIDATOR, turned_away=lambda *what: told.append(what)) as stand_in:
        received = Client(stand_in.url).raw(b"GET / HTTP/1.1\r\nHost: x\r\nsecret without colon\r\n\r\n")
    assert told == [(400, "the request is not valid HTTP")]
    assert received.split()[1] == b"400"
    assert b"Server: salesiq-validate stand-in\r\n" in received
    assert b"secret" not in received


def test_what_is_kept_is_bounded_in_bytes():
    with StandIn(VALIDATOR, keep_bytes=100_000) as stand_in:
        client = Client(stand_in.url)
        client.send("POST", DEPARTMENTS, b"x" * 30_000, Content_Type="application/json")
        assert stand_in.exchanges[0].request.body is UNRECORDED
        for size in range(10):
            client.send("POST", DEPARTMENTS, b"x" * (20_000 + size), Content_Type="application/json")
        bodies = [exchange.request.body for exchange in stand_in.exchanges]
        assert 1 < len(bodies) < 5
        assert sum(map(len, bodies)) <= 100_000
        client.json("POST", DEPARTMENTS, {f"unlisted{number}": 1 for number in range(500)})
        assert len(stand_in.reports) == 1


def test_reports_are_told_up_to_a_number_of_findings(client):
    for _ in range(4):
        client.json("POST", DEPARTMENTS, {f"unlisted{number}": 1 for number in range(400)})
    assert len(client.get("/_stand-in/reports").document["reports"]) == 2


def test_its_repr_shows_its_address(stand_in):
    assert repr(stand_in) == f"<StandIn at {stand_in.url}>"
    assert repr(StandIn(VALIDATOR)) == "<StandIn, not serving>"


def test_it_is_on_loopback_unless_told_otherwise(stand_in):
    assert stand_in.url.startswith("http://127.0.0.1:")


def test_what_keeps_the_thread_from_beginning_is_raised(monkeypatch):
    """As where sockets are forbidden: an event loop has a pair of them."""

    class Forbidden(RuntimeError):
        pass

    def new_event_loop():
        raise Forbidden

    monkeypatch.setattr("asyncio.events.new_event_loop", new_event_loop)
    with pytest.raises(Forbidden):
        StandIn().start()
