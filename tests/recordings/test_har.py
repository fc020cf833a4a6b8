"""HAR 1.2 as browsers and proxies write it."""

from __future__ import annotations

import base64
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.exchange import UNRECORDED, Exchange, Form
from salesiq_validate.finding import Finding
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import SKIPPED, read
from salesiq_validate.recordings.har import typed as typed_har

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
CHROME = {"name": "WebInspector", "version": "537.36"}


def entry(request=None, response=None, **members):
    return {
        "startedDateTime": "2026-11-23T10:00:00.000Z",
        "request": {"method": "GET", "url": URL, "headers": [], "bodySize": 0, **(request or {})},
        "response": {
            "status": 200,
            "headers": [],
            "content": {"size": 2, "text": "{}"},
            "bodySize": 2,
            **(response or {}),
        },
        **members,
    }


def har(*entries, creator=None, **members):
    log = {"version": "1.2", **({"creator": creator} if creator else {}), "entries": list(entries), **members}
    return json.dumps({"log": log}).encode()


def items(*entries, creator=None, options=None):
    return list(read(io.BytesIO(har(*entries, creator=creator)), name="t.har", **(options or {})))


@pytest.fixture(params=["typed", "plain"], autouse=True)
def way(request, monkeypatch):
    """Every test runs with and without msgspec's typed decoding."""
    if request.param == "plain":
        monkeypatch.setattr(typed_har, "msgspec", None)


def only(*args, **options) -> Exchange:
    (exchange,) = items(*args, **options)
    return exchange


def test_an_entry_is_an_exchange_with_its_time_and_place():
    exchange = only(entry({"headers": [{"name": "Accept", "value": "*/*"}]}))
    assert exchange.request.method == "GET"
    assert exchange.request.headers == (("Accept", "*/*"),)
    assert exchange.response.status == 200
    assert exchange.response.body == b"{}"
    assert exchange.time == "2026-11-23T10:00:00.000Z"
    assert (exchange.origin.file, exchange.origin.entry, exchange.origin.line) == ("t.har", 0, 1)


def test_the_line_is_that_on_which_the_entry_begins():
    text = json.dumps({"log": {"entries": [entry(), entry(), entry()]}}, indent=2)
    lines = [item.origin.line for item in read(io.BytesIO(text.encode()))]
    assert lines == [at for at, line in enumerate(text.splitlines(), 1) if line == "      {"]


def test_keys_that_begin_with_an_underscore_are_ignored():
    assert only(entry({"_transferSize": 1}, {"_error": None}, _initiator={"stack": [[]]})) == only(entry())


@pytest.mark.parametrize(
    ("members", "body"),
    [
        ({"method": "GET"}, None),
        ({"method": "GET", "bodySize": -1}, None),
        ({"method": "POST", "bodySize": 0}, None),
        ({"method": "POST", "bodySize": -1}, UNRECORDED),
        ({"method": "POST", "bodySize": 17}, UNRECORDED),
        ({"method": "PUT", "bodySize": 0, "headers": [{"name": "Content-Length", "value": "17"}]}, UNRECORDED),
        ({"method": "PUT", "bodySize": -1, "headers": [{"name": "content-length", "value": "0"}]}, None),
        ({"method": "POST", "postData": {"mimeType": "application/json", "text": '{"a":"é"}'}}, '{"a":"é"}'.encode()),
        ({"method": "POST", "postData": {"mimeType": "text/plain", "text": "aGk=", "encoding": "base64"}}, b"hi"),
        ({"method": "POST", "postData": {"text": "", "params": []}, "bodySize": 9}, UNRECORDED),
        ({"method": "POST", "postData": {"text": "", "params": []}, "bodySize": 0}, None),
        ({"method": "POST", "postData": None, "bodySize": 0}, None),
        (
            {
                "method": "POST",
                "postData": {
                    "mimeType": "application/x-www-form-urlencoded",
                    "params": [{"name": "a", "value": "1"}, {"name": "a"}],
                },
            },
            Form((("a", "1"), ("a", ""))),
        ),
        (
            {
                "method": "POST",
                "postData": {"mimeType": "multipart/form-data", "params": [{"name": "f", "fileName": "x"}]},
            },
            UNRECORDED,
        ),
        (
            {
                "method": "POST",
                "postData": {
                    "mimeType": "multipart/form-data; boundary=b",
                    "text": '--b\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n\r\n\r\n--b--\r\n',
                },
            },
            UNRECORDED,
        ),
    ],
)
def test_what_is_known_of_a_request_body(members, body):
    assert only(entry(members)).request.body == body


@pytest.mark.parametrize(
    ("members", "body"),
    [
        ({"content": {"size": 2, "text": "{}"}}, b"{}"),
        ({"content": {"size": 2, "text": base64.b64encode(b"\x00\xff").decode(), "encoding": "base64"}}, b"\x00\xff"),
        ({"content": {"size": 0}, "bodySize": 0}, None),
        ({"content": {"size": 0, "text": ""}, "bodySize": 0}, None),
        ({"content": {"size": 0}, "bodySize": -1}, UNRECORDED),
        ({"content": {"size": 812, "mimeType": "application/json"}, "bodySize": 0}, UNRECORDED),
        ({"content": {"size": -1, "_file": "0f3a.json"}}, UNRECORDED),
        ({"content": {"size": 812, "text": ""}}, UNRECORDED),
        ({"content": {}}, UNRECORDED),
        ({"content": None}, UNRECORDED),
        ({"content": {"size": 0}, "status": 204, "bodySize": -1}, None),
        ({"content": {"size": -1}, "headers": [{"name": "Content-Length", "value": "0"}]}, None),
    ],
)
def test_what_is_known_of_a_response_body(members, body):
    assert only(entry(response=members)).response.body == body


def test_a_blocked_request_has_no_response():
    assert only(entry(response={"status": 0, "content": {"size": 0}, "_error": "net::ERR_ABORTED"})).response is None
    assert only({**entry(), "response": None}).response is None


@pytest.mark.parametrize("headers", [[["a", "1"], ["b", "2"]], {"a": "1", "b": "2"}])
def test_headers_as_pairs_or_as_an_object_are_taken_as_meant(headers):
    assert only(entry({"headers": headers})).request.headers == (("a", "1"), ("b", "2"))


def test_pseudo_headers_of_http_2_are_no_headers():
    headers = [{"name": ":authority", "value": "salesiq.zoho.com"}, {"name": "accept", "value": "*/*"}]
    assert only(entry({"headers": headers})).request.headers == (("accept", "*/*"),)


def test_a_content_encoding_that_the_recorder_has_undone_is_left_out():
    headers = [{"name": "Content-Encoding", "value": "gzip"}, {"name": "Content-Type", "value": "application/json"}]
    assert only(entry(response={"headers": headers})).response.headers == (("Content-Type", "application/json"),)
    packed = {"size": 3, "text": base64.b64encode(b"\x1f\x8b\x08").decode(), "encoding": "base64"}
    assert len(only(entry(response={"headers": headers, "content": packed})).response.headers) == 2


class TestStrippedHeaders:
    def test_chrome_may_have_dropped_credentials(self):
        exchange = only(entry(), creator=CHROME)
        assert exchange.request.unrecorded_headers == {"authorization", "cookie", "set-cookie"}
        assert "set-cookie" in exchange.response.unrecorded_headers

    @pytest.mark.parametrize("name", ["Firefox", "WebKit Web Inspector", "Playwright", "Charles Proxy", "mitmproxy"])
    def test_others_keep_everything(self, name):
        assert only(entry(), creator={"name": name}).request.unrecorded_headers == frozenset()

    def test_an_export_with_sensitive_data_shows_itself(self):
        cookie = entry({"headers": [{"name": "cookie", "value": "a=b"}]})
        dropped = [bool(item.request.unrecorded_headers) for item in items(entry(), cookie, entry(), creator=CHROME)]
        assert dropped == [True, False, False]

    def test_chrome_is_known_by_its_keys_when_the_creator_stands_last(self):
        text = json.dumps({"log": {"entries": [entry(_initiator={}, _priority="High")], "creator": CHROME}})
        (exchange,) = read(io.BytesIO(text.encode()))
        assert "authorization" in exchange.request.unrecorded_headers

    def test_headers_that_are_not_there_are_not_known(self):
        bare = entry()
        del bare["request"]["headers"]
        assert only(bare).request.unrecorded_headers == {"*"}


@pytest.mark.parametrize(
    "bad",
    [
        None,
        1,
        "x",
        [],
        {"request": 1},
        {"request": {"method": "GET", "url": 1}},
        {"request": {"method": 1, "url": URL}},
    ],
)
def test_an_entry_that_cannot_be_read_is_a_finding_and_the_rest_goes_on(bad):
    first, finding, last = items(entry(), bad, entry())
    assert (finding.rule.code, finding.origin.entry) == ("SIQ001", 1)
    assert (first.origin.entry, last.origin.entry) == (0, 2)


@pytest.mark.parametrize("empty", [{}, {"request": None}, {"request": {}}, {"request": {"method": "GET", "url": ""}}])
def test_an_entry_in_which_nothing_was_sent_is_passed_over(empty):
    assert [item is SKIPPED for item in items(entry(), empty, entry())] == [False, True, False]


@pytest.mark.parametrize("method", [None, 1])
def test_the_url_of_another_host_settles_it_before_anything_else_is_looked_at(method):
    foreign = entry({"url": "https://example.com/", "method": method})
    assert items(foreign, options={"keep": lambda url: url == URL}) == [SKIPPED]


def test_base64_garbage_costs_only_its_body():
    exchange, finding = items(entry(response={"content": {"text": "!!", "encoding": "base64"}}))
    assert finding.rule.code == "SIQ005"
    assert exchange.response.body is UNRECORDED


def test_a_deeply_nested_entry_is_a_finding():
    text = har(entry(), {"DEEP": 1}, entry()).replace(b'{"DEEP": 1}', b"[" * 50_000 + b"]" * 50_000)
    codes = [item.rule.code for item in read(io.BytesIO(text)) if isinstance(item, Finding)]
    assert codes == ["SIQ001"]


def test_a_file_that_is_cut_off_gives_what_came_before_and_says_where():
    text = har(entry(), entry(), entry()).replace(b', {"startedDateTime"', b',\n{"startedDateTime"')
    first, second, finding = read(io.BytesIO(text[:-250]))
    assert (first.origin.line, second.origin.line) == (1, 2)
    assert (finding.rule.code, finding.origin.line, finding.origin.entry) == ("SIQ007", 3, 2)


def test_a_har_without_entries_has_none():
    assert items() == []


def test_an_entry_over_the_limit_is_passed_over():
    large = entry(response={"content": {"text": "x" * 5_000}})
    _, finding, last = items(entry(), large, entry(), options={"limits": Limits(max_line_bytes=2_000)})
    assert (finding.rule.code, finding.origin.entry, last.origin.entry) == ("SIQ003", 1, 2)


def test_unwanted_entries_come_as_skipped():
    foreign = entry({"url": "https://example.com/app.js", "headers": 5})
    found = items(foreign, entry(), foreign, options={"keep": lambda url: url == URL})
    assert [item is SKIPPED for item in found] == [True, False, True]


texts = st.text(max_size=6)
odd = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 999) | st.floats() | texts | st.sampled_from(["base64", "aGk="]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
headers = st.lists(st.fixed_dictionaries({"name": texts | st.just("Content-Length"), "value": texts | odd}), max_size=3)
methods = st.sampled_from(["GET", "POST", "HEAD", ""])


def message(**members):
    return st.fixed_dictionaries({}, optional=members)


requests = message(
    method=methods | odd,
    url=texts | odd,
    headers=headers | odd,
    bodySize=odd,
    postData=message(text=texts | odd, mimeType=texts | odd, encoding=odd, params=headers | odd) | odd,
)
responses = message(
    status=st.integers(-1, 599) | odd,
    headers=headers | odd,
    bodySize=odd,
    content=message(text=texts | odd, encoding=odd, size=odd) | odd,
)


@given(message(request=requests | odd, response=responses | odd, startedDateTime=odd))
def test_the_fast_way_and_the_careful_way_agree_on_any_entry(item):
    results = []
    for patched in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            if patched:
                patch.setattr(typed_har, "msgspec", None)
            results.append(list(read(io.BytesIO(har(item)), name="f")))
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("length", "size", "is_known"),
    [(1 << 20, (1 << 20) + 1, False), (1 << 20, 1 << 20, True), (1 << 20, -1, True), (1000, 2000, True)],
)
def test_an_answer_that_firefox_cut_is_not_recorded(length, size, is_known):
    body = only(entry(response={"content": {"size": size, "text": "{" * length}})).response.body
    assert (body is not UNRECORDED) is is_known
