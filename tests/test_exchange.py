"""Exchanges: frozen values that show nothing of what they hold."""

from __future__ import annotations

import copy
import pickle

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import (
    UNRECORDED,
    Document,
    Exchange,
    Form,
    Origin,
    Request,
    Response,
    body_of,
    header_value,
    url_with,
)

CANARY = "canary"


@pytest.mark.parametrize(
    "headers",
    [
        {"A": "1", "B": "2"},
        [("A", "1"), ("B", "2")],
        (("A", "1"), ("B", "2")),
        [["A", "1"], ["B", "2"]],
        iter([("A", "1"), ("B", "2")]),
    ],
)
def test_headers_are_taken_as_a_mapping_or_as_pairs(headers):
    assert Request("GET", "https://example.com", headers).headers == (("A", "1"), ("B", "2"))


def test_no_headers_are_no_headers():
    assert Request("GET", "https://example.com").headers == ()
    assert Response(200, None).headers == ()


def test_a_header_is_found_without_case_and_the_first_counts():
    headers = (("CONTENT-type", "a"), ("Content-Type", "b"))
    assert header_value(headers, "content-type") == "a"
    assert header_value(headers, "accept") is None


@pytest.mark.parametrize("value", [Request("GET", "u"), Response(200), Exchange(), Origin(), Document(1), Form([])])
def test_values_are_frozen(value):
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.anything = 1


@pytest.mark.parametrize(
    "value",
    [
        Request(CANARY, CANARY, {CANARY: CANARY}, CANARY.encode()),
        Request("GET", CANARY, {CANARY: CANARY}, Document({CANARY: CANARY})),
        Request("GET", CANARY, body=Form([(CANARY, CANARY)])),
        Response(200, {CANARY: CANARY}, CANARY.encode()),
        Exchange(Request("GET", CANARY), Response(500, body=CANARY.encode()), time="2026-11-23T10:00:00Z"),
        Document({CANARY: CANARY}),
        Form([(CANARY, CANARY)]),
    ],
)
def test_a_repr_shows_no_value(value):
    assert CANARY not in repr(value)


def test_a_repr_tells_kind_and_size():
    assert repr(Request("GET", "u", {"a": "b"}, b"12345")) == "<Request: 1 headers, body of 5 bytes>"
    assert repr(Request("GET", "u")) == "<Request: 0 headers, no body>"
    assert repr(Request("GET", "u", body=UNRECORDED)) == "<Request: 0 headers, body not recorded>"
    assert repr(Response(404, body=Document([]))) == "<Response: status 404, 0 headers, a decoded body>"
    assert repr(UNRECORDED) == "UNRECORDED"


def test_values_compare_by_what_they_hold():
    assert Request("GET", "u", {"a": "b"}, b"x") == Request("GET", "u", [("a", "b")], b"x")
    assert Request("GET", "u") != Request("GET", "u", unrecorded_headers=frozenset({"*"}))
    assert Exchange(Request("GET", "u")) != Exchange(Request("GET", "v"))


def test_values_survive_pickling_and_copying():
    exchange = Exchange(
        Request("GET", "u", body=UNRECORDED), Response(200, body=Document({"a": 1})), Origin("f", 0, 1, "id")
    )
    assert pickle.loads(pickle.dumps(exchange)) == exchange
    assert copy.deepcopy(exchange).request.body is UNRECORDED


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ({}, None),
        ({"json": None}, Document(None)),
        ({"json": {"a": 1}}, Document({"a": 1})),
        ({"form": {"a": 1}}, Form([("a", "1")])),
        ({"form": [("a", "1"), ("a", "2")]}, Form([("a", "1"), ("a", "2")])),
        ({"form": None}, None),
        ({"content": None}, None),
        ({"content": b"x"}, b"x"),
        ({"content": "é"}, "é".encode()),
        ({"content": bytearray(b"x")}, b"x"),
        ({"content": memoryview(b"x")}, b"x"),
        ({"content": "\ud800"}, b"\xed\xa0\x80"),
    ],
)
def test_one_argument_gives_the_body(arguments, body):
    assert body_of(**arguments) == body


@pytest.mark.parametrize(
    "arguments",
    [
        {"json": 1, "content": b""},
        {"json": None, "form": {}},
        {"form": {"a": 1}, "content": "x"},
        {"content": {"a": 1}},
    ],
)
def test_two_bodies_or_one_of_another_type_are_refused(arguments):
    with pytest.raises(UnusableArgument):
        body_of(**arguments)


@pytest.mark.parametrize(
    ("params", "url"),
    [
        ({}, "https://example.com/a"),
        ({"x": 1}, "https://example.com/a?x=1"),
        ({"x": None, "y": True}, "https://example.com/a?y=true"),
        ({"x": ["1", "2"]}, "https://example.com/a?x=1&x=2"),
        ([("x", 1), ("x", 2)], "https://example.com/a?x=1&x=2"),
        ({"x": "a b&c"}, "https://example.com/a?x=a+b%26c"),
    ],
)
def test_parameters_are_joined_to_a_url(params, url):
    assert url_with("https://example.com/a", params) == url


def test_parameters_follow_those_that_are_there():
    assert url_with("https://example.com/a?z=0", {"x": 1}) == "https://example.com/a?z=0&x=1"


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))))
def test_what_is_joined_to_a_url_can_be_read_from_it(params):
    from urllib.parse import parse_qsl, urlsplit

    assert dict(parse_qsl(urlsplit(url_with("https://example.com/", params)).query, keep_blank_values=True)) == params


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({"A": "b"}, (("A", "b"),)),
        ({b"A": b"\xe9"}, (("A", "\xe9"),)),
        ([("A", "b"), ("a", b"c")], (("A", "b"), ("a", "c"))),
        ({"Content-Length": 5, "X-Left-Out": None}, (("Content-Length", "5"),)),
        (None, ()),
    ],
)
def test_headers_are_texts_however_a_client_takes_them(given, headers):
    assert Request("GET", "u", given).headers == headers
