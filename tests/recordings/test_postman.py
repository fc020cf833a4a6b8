"""Postman collections: saved examples, variables, inherited auth."""

from __future__ import annotations

import io
import json
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.exchange import UNRECORDED, Exchange, Form
from salesiq_validate.finding import Finding
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import SKIPPED, read

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
INFO = {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}
OK = {"name": "ok", "code": 200, "status": "OK", "header": [{"key": "Server", "value": "ZGS"}], "body": "{}"}


def collection(*item, **members):
    return {"info": INFO, "item": list(item), **members}


def items(*item, options=None, **members):
    text = json.dumps(collection(*item, **members), indent=2)
    return list(read(io.BytesIO(text.encode()), name="p.json", **(options or {})))


def request(**members):
    return {"name": "r", "request": {"method": "GET", "url": {"raw": URL}, "header": [], **members}}


def only(*item, **members) -> Exchange:
    (exchange,) = items(*item, **members)
    return exchange


def codes(found):
    return [item.rule.code for item in found if isinstance(item, Finding)]


def test_a_saved_example_is_an_exchange():
    item = request()
    item["response"] = [{**OK, "originalRequest": item["request"]}]
    exchange = only(item)
    assert (exchange.request.method, exchange.request.url, exchange.request.body) == ("GET", URL, None)
    assert (exchange.response.status, exchange.response.headers, exchange.response.body) == (
        200,
        (("Server", "ZGS"),),
        b"{}",
    )


def test_the_line_is_that_of_the_example():
    item = {**request(), "response": [OK, OK]}
    text = json.dumps(collection({"name": "folder", "item": [item]}), indent=2)
    lines = [at for at, line in enumerate(text.splitlines(), 1) if line.strip() == '"name": "ok",']
    assert [found.origin.line + 1 for found in read(io.BytesIO(text.encode()))] == lines


def test_a_request_that_differs_from_its_examples_is_read_by_itself():
    item = {**request(method="POST"), "response": [{**OK, "originalRequest": request()["request"]}]}
    assert [(found.request.method, found.response is None) for found in items(item)] == [("POST", True), ("GET", False)]


def test_a_request_without_example_stands_alone():
    assert only(request()).response is None
    assert only({"name": "short", "request": URL}).request.url == URL


def test_nothing_is_concluded_from_headers_that_postman_adds_when_it_sends():
    exchange = only({**request(), "response": [{**OK, "header": None}]})
    assert exchange.request.unrecorded_headers == {"*"}
    assert exchange.response.unrecorded_headers == {"*"}


@pytest.mark.parametrize(
    ("body", "read_as"),
    [
        (None, None),
        ({}, None),
        ({"mode": "raw", "raw": ""}, None),
        ({"mode": "raw", "raw": '{"a": 1}'}, b'{"a": 1}'),
        ({"mode": "raw", "raw": '{"a": 1}', "disabled": True}, None),
        (
            {
                "mode": "urlencoded",
                "urlencoded": [{"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": True}],
            },
            Form((("a", "1"),)),
        ),
        ({"mode": "formdata", "formdata": [{"key": "file", "type": "file", "src": "/x"}]}, UNRECORDED),
        ({"mode": "file", "file": {"src": "/x"}}, UNRECORDED),
        ({"mode": "graphql", "graphql": {"query": "{}"}}, UNRECORDED),
    ],
)
def test_what_is_known_of_a_request_body(body, read_as):
    assert only(request(method="POST", body=body)).request.body == read_as


def test_headers_that_are_switched_off_are_not_sent():
    header = [{"key": "A", "value": "1"}, {"key": "B", "value": "2", "disabled": True}]
    assert only(request(header=header)).request.headers == (("A", "1"),)
    assert only(request(header="A: 1\nB: 2\n")).request.headers == (("A", "1"), ("B", "2"))


@pytest.mark.parametrize(
    "url",
    [
        URL + "?index=1",
        {"raw": URL + "?index=1"},
        {"raw": URL + "?index=1&off=2", "query": [{"key": "index", "value": "1"}, {"key": "off", "disabled": True}]},
        {
            "protocol": "https",
            "host": ["salesiq", "zoho", "com"],
            "path": ["api", "v2", "northwind-desk", "departments"],
            "query": [{"key": "index", "value": "1"}, {"key": "off", "value": "2", "disabled": True}],
        },
    ],
)
def test_a_url_is_whole_or_in_parts(url):
    assert only(request(url=url)).request.url == URL + "?index=1"


class TestVariables:
    def test_the_collection_s_own_are_filled_in(self):
        variables = [{"key": "base", "value": "https://{{host}}/api/v2"}, {"key": "host", "value": "salesiq.zoho.com"}]
        item = request(
            url="{{base}}/northwind-desk/departments/:id",
            body={"mode": "raw", "raw": '{"n": {{n}}}'},
            header=[{"key": "X-{{n}}", "value": "{{n}}"}],
        )
        item["request"]["url"] = {
            "raw": item["request"]["url"],
            "variable": [{"key": "id", "value": "482000000003001"}],
        }
        exchange = only(item, variable=[*variables, {"key": "n", "value": 7}])
        assert exchange.request.url == URL + "/482000000003001"
        assert exchange.request.body == b'{"n": 7}'
        assert exchange.request.headers == (("X-7", "7"),)

    def test_the_caller_s_go_before_the_collection_s(self):
        found = items(
            request(url="{{base}}/departments"),
            variable=[{"key": "base", "value": "https://example.com"}],
            options={"variables": {"base": URL.removesuffix("/departments")}},
        )
        assert found[0].request.url == URL

    @pytest.mark.parametrize("url", ["{{base}}/departments", URL + "/{{id}}", URL + "/:id"])
    def test_a_url_with_an_unknown_variable_is_reported_and_not_judged(self, url):
        (finding,) = items(request(url=url))
        assert finding.rule.code == "SIQ009"

    def test_the_answer_of_a_wanted_server_is_still_judged(self):
        item = {**request(url=URL + "/{{id}}"), "response": [OK]}
        exchange, finding = items(item, options={"keep": lambda url: "salesiq" in url})
        assert finding.rule.code == "SIQ009"
        assert (exchange.request, exchange.response.status) == (None, 200)

    @pytest.mark.parametrize(
        "body",
        [
            {"mode": "raw", "raw": '{"name": "{{name}}"}'},
            {"mode": "urlencoded", "urlencoded": [{"key": "name", "value": "{{name}}"}]},
        ],
    )
    def test_a_body_with_an_unknown_variable_is_reported_and_not_judged(self, body):
        exchange, finding = items(request(method="POST", body=body))
        assert finding.rule.code == "SIQ009"
        assert exchange.request.body is UNRECORDED

    def test_a_header_with_an_unknown_variable_is_not_known(self):
        assert only(request(header=[{"key": "orgId", "value": "{{org}}"}])).request.headers == ()

    def test_variables_that_double_each_other_do_not_grow_without_end(self):
        variables = [{"key": f"v{at}", "value": f"{{{{v{at + 1}}}}}" * 60} for at in range(10)]
        assert codes(items(request(url=URL + "/{{v0}}"), variable=variables)) == ["SIQ009"]


class TestAuth:
    BEARER: ClassVar = {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]}

    def test_a_bearer_helper_is_known_by_its_scheme(self):
        ((name, value),) = only(request(auth=self.BEARER)).request.headers
        assert name == "Authorization"
        assert value.startswith("Bearer ")

    def test_it_is_inherited_from_folders_and_the_collection(self):
        folder = {"name": "f", "item": [request()]}
        assert only(folder, auth=self.BEARER).request.headers
        assert only({**folder, "auth": self.BEARER}).request.headers
        assert not only({"name": "f", "item": [request(auth={"type": "noauth"})]}, auth=self.BEARER).request.headers

    def test_oauth_has_its_prefix(self):
        details = [{"key": "headerPrefix", "value": "Zoho-oauthtoken"}, {"key": "accessToken", "value": "1000.ab.cd"}]
        exchange = only(request(auth={"type": "oauth2", "oauth2": details}))
        assert exchange.request.headers == (("Authorization", "Zoho-oauthtoken 1000.ab.cd"),)

    def test_an_unknown_token_behind_the_right_scheme_is_no_header(self):
        details = [{"key": "key", "value": "Authorization"}, {"key": "value", "value": "Zoho-oauthtoken {{token}}"}]
        assert only(request(auth={"type": "apikey", "apikey": details})).request.headers == ()

    def test_a_header_goes_before_a_helper(self):
        header = [{"key": "authorization", "value": "Zoho-oauthtoken 1000.ab.cd"}]
        assert len(only(request(header=header, auth=self.BEARER)).request.headers) == 1


@pytest.mark.parametrize("empty", [{}, {"name": "heading"}, {"request": None}, {"request": {"method": "GET"}}])
def test_an_item_that_nobody_has_finished_is_passed_over(empty):
    assert [item is SKIPPED for item in items(request(), empty, request())] == [False, True, False]


def test_an_example_without_a_request_of_its_own_answers_that_of_its_item():
    empty = {"header": [], "url": {"raw": ""}}
    exchange = only({**request(), "response": [{**OK, "originalRequest": empty}]})
    assert (exchange.request.url, exchange.response.status) == (URL, 200)


@pytest.mark.parametrize("bad", [None, 1, "x", []])
def test_an_item_that_cannot_be_read_is_a_finding_and_the_rest_goes_on(bad):
    first, finding, last = items(request(), bad, request())
    assert (finding.rule.code, finding.origin.entry) == ("SIQ001", 1)
    assert (first.origin.entry, last.origin.entry) == (0, 2)


def test_unwanted_requests_come_as_skipped():
    found = items(request(url="https://example.com/"), request(), options={"keep": lambda url: url == URL})
    assert found[0] is SKIPPED
    assert isinstance(found[1], Exchange)


def test_a_collection_that_is_cut_off_gives_what_came_before():
    text = json.dumps(collection(request(), request(), request()), indent=2).encode()
    found = list(read(io.BytesIO(text[:-200])))
    assert codes(found) == ["SIQ007"]
    assert sum(isinstance(item, Exchange) for item in found) == 2


def test_folders_and_sizes_are_limited():
    deep = request()
    for _ in range(6):
        deep = {"name": "f", "item": [deep]}
    assert codes(items(deep, options={"limits": Limits(max_depth=6)})) == []
    assert codes(items(deep, options={"limits": Limits(max_depth=5)})) == ["SIQ004"]
    assert codes(items(request(), options={"limits": Limits(max_line_bytes=200)})) == ["SIQ004"]


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from([URL, "{{x}}", "raw"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["raw", "mode", "key", "value", "url", "request", "response", "item", "host", "query", "type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(odd, odd, odd, odd, odd)
def test_any_collection_is_survived(url, body, auth, response, variable):
    items({"request": {"url": url, "body": body, "auth": auth, "header": url}, "response": [response]}, body)
    items({"request": {"url": URL, "body": body, "header": auth}, "response": response}, variable=variable, auth=auth)
