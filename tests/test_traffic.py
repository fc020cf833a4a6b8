"""What of a recording is judged: every call that was meant for the API, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate import Validator
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers
from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Request, Response

ROUTER = Router(all_operations(), Servers.load(), hosts=["gateway.example.com", "localhost:8080"])
TRAFFIC = Traffic(ROUTER)
TOKEN = {"Authorization": "Zoho-oauthtoken 1000.aaaaaaaa.bbbbbbbb"}
API = "https://salesiq.zoho.com/api/v2/example/departments"
CONVERSATIONS = "https://salesiq.zoho.com/visitor/v2/example/conversations"
CHROME = {"sec-ch-ua": '"Chromium";v="131"', "Sec-Fetch-Mode": "cors"}
ENVELOPE = b'{"error": {"code": 1006, "message": "Invalid URL"}}'


def judged(url=API, headers=None, *, method="GET", response=None, dropped=()) -> bool:
    request = Request(method, url, headers or {}, unrecorded_headers=frozenset(dropped))
    return TRAFFIC.is_api(Exchange(request, response))


@pytest.mark.parametrize(
    "url",
    [
        API,
        "https://salesiq.zoho.eu/api/v2/example/operators?page=1",
        "http://salesiq.zoho.com/api/v2/example/departments",
        "https://SalesIQ.zoho.com/api/v2/example/departments",
        "https://salesiq.zoho.com:443/api/v2/example/departments",
        "https://salesiq.zoho.com./api/v2/example/departments",
        "HTTPS://salesiq.zoho.com/API/v2/example/departments",
        "https://salesiq.zoho.com/api",
        "https://salesiq.zoho.com/api?x=1",
        "https://salesiq.zoho.com/api/v9/nothing/like/this",
        "https://salesiq.zoho.com/api/visitor/v1/example/conversations",
        "https://gateway.example.com/api/v2/example/departments",
        "http://localhost:8080/api/v2/example/departments",
        "https://salesiq.zoho.uk/api/v2/example/departments",
        "https://{server}/api/v2/example/departments",
        "{{base_url}}/api/v2/example/departments",
        "salesiq.zoho.com/api/v2/example/departments",
        "/api/v2/example/departments",
        "https://<host>/api/v2/{{portal}}/operators/1",
        "${SERVER}/api/v2/portals",
    ],
)
def test_calls_meant_for_the_api_are_judged_with_and_without_a_token(url):
    assert judged(url)
    assert judged(url, TOKEN)
    assert judged(url, {"Accept": "*/*", "authorization": TOKEN["Authorization"]})
    assert TRAFFIC.keep(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/",
        "https://example.com/api/v2/example/departments",
        "https://desk.zoho.com/api/v1/tickets",
        "https://salesiq-backend.example.com/api/v2/tickets",
        "https://www.example.com/?next=https://salesiq.zoho.com/api/v2/example/departments",
        "https://salesiq.zoho.com.example.com/api/v2/example/departments",
        "https://example.com/apis/",
        "https://example.com/widget/api/",
        "data:image/png;base64,AAAA",
        "chrome-extension://abcdef/api/",
        "https://[broken/api/",
        "",
        "/",
    ],
)
def test_other_hosts_are_none_of_ours(url):
    assert not TRAFFIC.keep(url)
    assert not judged(url)
    if url:
        assert not judged(url, {"Authorization": "Bearer made-up"})


@pytest.mark.parametrize(
    "url",
    [
        "https://salesiq.zohopublic.com/api/v2/example/departments",
        "https://www.zohoapis.eu/salesiq/v1/conversations/1/messages",
    ],
)
def test_other_servers_of_zoho_are_ours_when_they_are_sent_its_token(url):
    assert TRAFFIC.keep(url)
    assert judged(url, TOKEN)
    assert not judged(url)
    assert not judged(url, {"Authorization": "Bearer made-up"})


def test_a_call_of_node_is_no_browsers():
    assert judged(API, {"Sec-Fetch-Mode": "cors", "User-Agent": "node"})


@pytest.mark.parametrize(
    ("url", "headers", "is_call"),
    [
        (API, {"Cookie": "a=b", "Origin": "https://salesiq.zoho.com"}, True),
        ("https://salesiq.zoho.uk/api/v2/example/departments", {}, True),
        (CONVERSATIONS, {"Cookie": "a=b"}, True),
        ("https://salesiq.zoho.com/example/chats", TOKEN, True),
        ("https://salesiq.zoho.com/widget", {}, False),
        ("https://example.com/api/v2/example/departments", TOKEN, False),
    ],
)
def test_of_what_ones_own_client_sends_nothing_is_taken_for_a_browsers(url, headers, is_call):
    assert TRAFFIC.is_call(Request("POST", url, headers)) is is_call


@pytest.mark.parametrize(
    "headers",
    [
        {"X-ZCSRF-TOKEN": "csrf=1"},
        {"Cookie": "a=b"},
        {"Referer": "https://salesiq.zoho.com/example/allchats"},
        {"Origin": "https://salesiq.zoho.eu"},
        {"Origin": "https://crm.zoho.com.au", **CHROME},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("dropped", [(), ("authorization", "cookie")], ids=["full", "stripped"])
def test_the_dashboards_own_calls_are_skipped(headers, dropped):
    # A recording that lacks tokens lacks cookies, too.
    assert not judged(API, headers, dropped=() if "Cookie" in headers else dropped)


def test_a_token_makes_any_browsers_call_one_of_the_api():
    assert judged(API, {**CHROME, "Cookie": "a=b", **TOKEN})
    assert judged(API, {**CHROME, "Origin": "https://salesiq.zoho.com", "Authorization": "Bearer made-up"})


@pytest.mark.parametrize("dropped", [(), ("authorization",)], ids=["full", "stripped"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://app.example.com", **CHROME},
        {"Referer": "http://localhost:3000/"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_a_page_of_the_integrators_own_is_judged(headers, dropped):
    assert judged(API, headers, dropped=dropped)


def test_general_signs_of_a_browser_count_only_when_the_token_would_be_there():
    assert not judged(API, CHROME)
    assert judged(API, CHROME, dropped=["authorization"])
    assert judged(API, CHROME, dropped=["*"])


def test_the_widgets_calls_are_skipped():
    page = {"Origin": "https://shop.example.com", **CHROME}
    assert not judged(CONVERSATIONS, page, method="POST")
    assert not judged(CONVERSATIONS, page, method="POST", dropped=["authorization"])
    assert not judged("https://salesiq.zoho.com/visitor/v2/channels/website?widgetcode=1", page)
    assert judged(CONVERSATIONS, {**page, **TOKEN}, method="POST")


def test_the_visitor_side_is_judged_where_no_browser_speaks():
    assert judged(CONVERSATIONS, method="POST")
    assert judged(CONVERSATIONS, TOKEN)
    assert not judged("https://salesiq.zoho.com/visitor/v2/channels/website")


def test_the_dashboards_pages_are_skipped_and_a_wrong_path_with_a_token_is_not():
    page = "https://salesiq.zoho.com/example/allchats"
    assert not judged(page)
    assert not judged(page, {"Cookie": "a=b"})
    assert not judged(page, {"Authorization": "Basic bWFkZTp1cA=="})
    assert judged("https://salesiq.zoho.com/v2/example/departments", TOKEN)
    assert judged("https://salesiq.zoho.com/v2/example/departments", {"Authorization": "Bearer 1000.aa.bb"})


def test_preflights_are_skipped():
    preflight = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "POST"}
    assert not judged(API, preflight, method="OPTIONS")
    assert not judged(API, method="options")
    assert judged(API, TOKEN, method="OPTIONS")
    visitors = "https://salesiq.zoho.com/visitor/v2/example/conversations"
    assert not judged(visitors, preflight, method="OPTIONS")
    assert judged(visitors, TOKEN, method="OPTIONS")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ENVELOPE, True),
        (Document({"error": {"code": 1006, "message": "Invalid URL"}}), True),
        (b"<html></html>", False),
        (b"", False),
        (None, False),
        (b'{"error": {"code": 404, "message": "Not found"}}', False),
        (b'{"error": "nothing here"}', False),
        (b'{"data": []}', False),
        (b"[1]", False),
        (b"[" * 100_000, False),
        (b'{"error": {"code": 1006}}' + b" " * 70_000, False),
        (UNRECORDED, False),
    ],
)
def test_a_recorded_answer_tells_whether_a_bare_api_path_is_of_salesiq(body, expected):
    assert judged("https://example.com/api/", response=Response(200, (), body)) is expected


@pytest.mark.parametrize("url", ["https://example.com/api", "https://example.com/api/"])
def test_a_bare_api_path_whose_answer_is_not_known_needs_the_token(url):
    assert TRAFFIC.keep(url)
    assert not judged(url)
    assert not judged(url, {"Authorization": "Bearer made-up"}, response=Response(200, (), UNRECORDED))
    assert judged(url, TOKEN)


@pytest.mark.parametrize(
    "url",
    [
        "{{host}}/api/users",
        "https://{{host}}/api/v1/users/5",
        "https://<<ENDPOINT>>setup/api/settings",
        "/api/v1/tickets",
        "$BASE/api",
        "{{base_url}}/departments",
    ],
)
def test_where_no_server_is_named_a_resource_of_the_api_or_the_token_is_needed(url):
    assert not judged(url)
    assert not judged(url, {"Authorization": "Bearer made-up"})
    assert judged(url, TOKEN) is TRAFFIC.keep(url)


def test_the_server_that_a_recording_lost_is_the_one_of_the_portal():
    lost = Exchange(Request("GET", "{server}/api/v2/example/departments?x=1", TOKEN))
    assert TRAFFIC.with_server(lost).request.url == "https://salesiq.zoho.com/api/v2/example/departments?x=1"
    europe = Traffic(Validator(data_center="EU").router)
    assert europe.with_server(lost).request.url == "https://salesiq.zoho.eu/api/v2/example/departments?x=1"
    for url in (API, "http://salesiq.zoho.com/api/v2/{screen_name}/departments", "{{base_url}}/departments"):
        named = Exchange(Request("GET", url, TOKEN))
        assert TRAFFIC.with_server(named) is named


def test_a_variable_may_hold_the_beginning_of_a_path_as_well():
    assert TRAFFIC.keep("{{base_url}}/departments")
    assert TRAFFIC.keep("https://{{host}}/{{portal}}/departments/1?x=1")
    assert not TRAFFIC.keep("{{base_url}}/users/departments-of")
    assert not TRAFFIC.keep("{{base_url}}/things")


def test_a_bare_api_path_in_a_browser_needs_the_answer_or_the_token():
    assert not judged("https://example.com/api/", CHROME)
    assert judged("https://example.com/api/", CHROME, response=Response(200, (), ENVELOPE))
    assert judged("https://example.com/api/", {**CHROME, **TOKEN})
    assert not judged("https://example.com/api/", {**CHROME, "Authorization": "Bearer made-up"})


def test_a_response_alone_is_judged():
    assert TRAFFIC.is_api(Exchange(None, Response(200, (), b"{}")))


HOSTS = st.sampled_from(
    ["salesiq.zoho.com", "SALESIQ.ZOHO.EU", "gateway.example.com", "salesiq.zoho.xx", "example.com", ""]
)
PATHS = st.sampled_from(
    ["/api/v2/example/departments", "/api", "/api/", "/example/index", "/visitor/v2/example/conversations"]
)
URLS = st.builds("{}{}{}".format, st.sampled_from(["https://", "http://", "", "x:"]), HOSTS, PATHS) | st.text(
    max_size=40
)
HEADERS = st.dictionaries(
    st.sampled_from(["Authorization", "Cookie", "Origin", "Referer", "Sec-Fetch-Site", "X-ZCSRF-TOKEN", "Accept"]),
    st.sampled_from(["Zoho-oauthtoken 1000.aa.bb", "https://salesiq.zoho.com", "https://[", "cross-site", "null", ""]),
)


@given(URLS, HEADERS, st.sampled_from(["GET", "OPTIONS", "patch", ""]))
def test_what_is_judged_is_kept_by_its_url(url, headers, method):
    if judged(url, headers, method=method):
        assert TRAFFIC.keep(url)
