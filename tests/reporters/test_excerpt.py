"""Excerpts show where in a body a fault is, and nothing that was sent there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reporters.traffic import MISSING, REFUSED

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Request, Response
from salesiq_validate.finding import Display, Finding, SalesIQError, Severity, Side
from salesiq_validate.keypath import KeyPath
from salesiq_validate.run.results.excerpt import columns, excerpt_of

BODY = {
    "name": "Support",
    "operators": [{"name": "Ada"}, {"name": "Grace", "role": "admin"}, {}],
    "app_ids": ["x"],
    "email": "ada@example.com",
}


def finding_at(path: str | KeyPath | None, side: Side = Side.REQUEST, **more) -> Finding:
    path = KeyPath.parse(path) if isinstance(path, str) else path
    return Finding(MISSING, Severity.ERROR, side, "body", "odd", path=path, **more)


def line_of(path: str | KeyPath | None, body: object = BODY, width: int = 200, **options) -> list[str] | None:
    exchange = Exchange(Request("POST", "/", body=body if body is UNRECORDED else Document(body)))
    excerpt = excerpt_of(exchange, finding_at(path), **options)
    if excerpt is None:
        return None
    text, before = excerpt.line(width)
    return [text, " " * columns(before) + "^"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("name", ['{ "name": <a string of 7 characters>, … }', "          ^"]),
        ("email", ['{ …, "email": <a string of 15 characters> }', "              ^"]),
        (
            "operators[1].name",
            [
                '{ …, "operators": [ …, { "name": <a string of 5 characters>, … }, … ], … }',
                "                                 ^",
            ],
        ),
        ("operators[2].name", ['{ …, "operators": [ …, { "name": <absent> } ], … }', "                         ^"]),
        ("operators[0].role", ['{ …, "operators": [ { …, "role": <absent> }, … ], … }', "                         ^"]),
        ("operators[7].name", ['{ …, "operators": [ …, <absent> ], … }', "     ^"]),
        ("app_ids[0]", ['{ …, "app_ids": [ <a string of 1 character> ], … }', "                  ^"]),
        ("app_ids[0].name", ['{ …, "app_ids": [ <absent> ], … }', "     ^"]),
        ("operators", ['{ …, "operators": <an array of 3 items>, … }', "                  ^"]),
        ("", ["<an object with 4 members>", "^"]),
    ],
)
def test_the_way_to_the_fault_is_shown_and_its_siblings_are_not(path, expected):
    assert line_of(path) == expected


def test_outer_containers_give_way_when_the_terminal_is_narrow():
    text, caret = line_of("operators[1].name", width=60)
    assert text == '… [ …, { "name": <a string of 5 characters>, … }, … ] …'
    assert caret == "                 ^"
    assert line_of("operators[1].name", width=1)[0] == '… { "name": <a string of 5 characters>, … } …'


def test_a_value_is_shown_on_request_without_its_secrets():
    assert (
        line_of("operators[1].name", show_values=True)[0] == '{ …, "operators": [ …, { "name": "Grace", … }, … ], … }'
    )
    assert "ada@" not in line_of("email", show_values=True)[0]
    assert line_of("token", {"token": "1000.abcdefabcdef.abcdefabcdef"}, show_values=True)[0].count("abcdef") == 0
    assert line_of("a", {"a": "b" * 200}, show_values=True)[0] == '{ "a": "' + "b" * 58 + "… }"


def test_a_name_that_no_schema_lists_is_shown_on_request():
    finding = finding_at(KeyPath(("operators", 1, "role")), shown=Display(KeyPath(("operators", 1, "<key>"))))
    exchange = Exchange(Request("POST", "/", body=Document(BODY)))
    assert excerpt_of(exchange, finding).containers[-1].member == "<key>"
    assert excerpt_of(exchange, finding, show_values=True).containers[-1].member == "role"


@pytest.mark.parametrize(
    "body",
    [None, UNRECORDED, b"", b"{", b"[" * 100_000, b"\xff", Form((("a", "b"),)), b'"' + b"a" * 5_000_000 + b'"'],
    ids=["none", "unrecorded", "empty", "broken", "deep", "no UTF-8", "form", "large"],
)
def test_a_body_that_is_no_json_has_no_excerpt(body):
    assert excerpt_of(Exchange(Request("POST", "/", body=body)), finding_at("a")) is None


def test_a_finding_without_a_path_has_no_excerpt():
    assert line_of(None) is None
    assert excerpt_of(Exchange(), finding_at("a")) is None


def test_a_refusal_points_into_the_request_and_a_broken_envelope_into_the_response():
    answer = {"error": {"code": 1015, "json_key": "name"}}
    exchange = Exchange(Request("POST", "/", body=Document(BODY)), Response(200, body=json.dumps(answer).encode()))
    error = SalesIQError(1015, "m", json_key="name")
    refusal = Finding(REFUSED, Severity.ERROR, Side.RESPONSE, "envelope", "odd", path=KeyPath(("name",)), error=error)
    assert excerpt_of(exchange, refusal).fault == "a string of 7 characters"
    into_answer = Finding(
        REFUSED, Severity.ERROR, Side.RESPONSE, "envelope", "odd", path=KeyPath(("error", "code")), error=error
    )
    assert excerpt_of(exchange, into_answer).fault == "an integer"
    assert excerpt_of(exchange, finding_at("error.code", Side.RESPONSE)).fault == "an integer"
    assert excerpt_of(exchange, finding_at("error.code")).fault == "absent"


@given(st.text(max_size=20))
def test_columns_are_never_fewer_than_none(text):
    assert 0 <= columns(text) <= 2 * len(text)


def test_wide_characters_take_two_columns():
    assert columns("名前") == 4
    assert columns("e\u0301") == 1
