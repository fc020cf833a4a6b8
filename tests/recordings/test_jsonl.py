"""Exchange JSON Lines, read and written."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.exchange import UNRECORDED, Document, Exchange, Form, Origin, Request, Response
from salesiq_validate.finding import Finding, Side
from salesiq_validate.limits import Limits
from salesiq_validate.recordings import SKIPPED, jsonl, read
from salesiq_validate.recordings.form import Reading
from salesiq_validate.recordings.jsonl import plain as plain_line

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"


def entries(*lines: object, **options):
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return list(read(io.BytesIO(text.encode("utf-8", "surrogatepass")), name="t.jsonl", **options))


def carefully(line: object, **options):
    text = line if isinstance(line, str) else json.dumps(line)
    return list(plain_line.read_line(text.encode("utf-8", "surrogatepass"), Reading(file="t.jsonl", **options), 0, 1))


def request(**members):
    return {"request": {"method": "POST", "url": URL, "headers": {}, **members}, "response": None}


def codes(items):
    return [item.rule.code for item in items if isinstance(item, Finding)]


@pytest.mark.parametrize(
    ("members", "body"),
    [
        ({}, UNRECORDED),
        ({"body": None}, None),
        ({"body": ""}, None),
        ({"body": "{}"}, b"{}"),
        ({"body": "é"}, "é".encode()),
        ({"body_base64": "AP8="}, b"\x00\xff"),
        ({"body_base64": "AP\n8"}, b"\x00\xff"),
        ({"body_base64": ""}, None),
        ({"json": {"a": [1, 2.5, None]}}, Document({"a": [1, 2.5, None]})),
        ({"json": None}, None),
        ({"json": ""}, None),
        ({"json": False}, Document(value=False)),
        ({"json": 10**30}, Document(10**30)),
        ({"form": {"name": "value"}}, Form((("name", "value"),))),
        ({"form": [["a", "1"], ["a", "2"]]}, Form((("a", "1"), ("a", "2")))),
        ({"form": None}, None),
        ({"form": {}}, Form(())),
    ],
)
def test_each_way_to_write_a_body_is_read(members, body):
    line = request(**members)
    (exchange,) = entries(line)
    assert exchange.request.body == body
    assert carefully(line) == [exchange]


@pytest.mark.parametrize(
    ("headers", "pairs"),
    [
        ({"A": "1", "b": "2"}, (("A", "1"), ("b", "2"))),
        ([["A", "1"], ["A", "2"]], (("A", "1"), ("A", "2"))),
        ({"A": ["1", "2"]}, (("A", "1"), ("A", "2"))),
        ([], ()),
        (None, ()),
    ],
)
def test_headers_are_an_object_or_pairs(headers, pairs):
    line = request(headers=headers)
    (exchange,) = entries(line)
    assert exchange.request.headers == pairs
    assert exchange.request.unrecorded_headers == frozenset()
    assert carefully(line) == [exchange]


def test_headers_that_are_not_there_are_not_known():
    (exchange,) = entries({"request": {"method": "GET", "url": URL}, "response": {"status": 200}})
    assert exchange.request.unrecorded_headers == frozenset({"*"})
    assert exchange.response.unrecorded_headers == frozenset({"*"})
    assert exchange.response.body is UNRECORDED


def test_origin_time_and_id_come_along():
    (exchange,) = entries("", {"id": "first", "time": "2026-11-23T10:00:00Z", **request()})
    assert exchange.origin == Origin("t.jsonl", 0, 2, "first")
    assert exchange.time == "2026-11-23T10:00:00Z"


def test_a_response_may_stand_alone():
    (exchange,) = entries({"request": None, "response": {"status": 200, "headers": {}, "json": {"data": []}}})
    assert exchange.request is None
    assert exchange.response == Response(200, {}, Document({"data": []}))


def test_unknown_keys_are_ignored():
    (exchange,) = entries({"seen": {"deep": [1]}, **request(retries=3), "tags": []})
    assert exchange == entries(request())[0]


def test_two_bodies_are_a_finding_and_none_is_judged():
    exchange, finding = entries(request(body=None, json={}))
    assert (finding.rule.code, finding.side, finding.where) == ("SIQ002", Side.RECORDING, "entry")
    assert exchange.request.body is UNRECORDED


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '{"request": {"method": "GET", "url": "https://sal',
        "[]",
        "17",
        "{}",
        '{"request": null, "response": null}',
        {"request": "GET /"},
        {"request": {"method": "GET"}},
        {"request": {"url": URL}},
        {"request": {"method": 1, "url": URL}},
        {"response": {"status": "fine"}},
        {"response": {"status": True}},
        {"response": []},
        '{"request": ' + "[" * 100_000,
        '{"request": {"method": "GET", "url": "' + URL + '", "json": ' + "1" * 5_000 + "}}",
    ],
)
def test_a_line_that_is_no_exchange_is_a_finding_and_the_rest_goes_on(line):
    good = {"id": "good", **request()}
    first, finding, last = entries(good, line, good)
    assert (finding.rule.code, finding.origin.line, finding.origin.entry) == ("SIQ001", 2, 1)
    assert (first.origin.line, last.origin.line) == (1, 3)


@pytest.mark.parametrize("headers", ["text", 7, {"A": 1}, [["A"]], [["A", "1"], 5], [{"A": "1"}]])
def test_headers_of_another_shape_are_a_finding_and_nothing_is_missed_in_them(headers):
    exchange, finding = entries(request(headers=headers))
    assert finding.rule.code == "SIQ006"
    assert exchange.request.unrecorded_headers == frozenset({"*"})


@pytest.mark.parametrize(
    "members",
    [{"body": {}}, {"body": 5}, {"body_base64": "&"}, {"body_base64": []}, {"form": "a=1"}, {"form": {"a": 1}}],
)
def test_a_body_that_is_not_what_it_says_is_a_finding(members):
    exchange, finding = entries(request(**members))
    assert finding.rule.code == "SIQ005"
    assert exchange.request.body is UNRECORDED


def test_half_a_surrogate_pair_costs_only_the_body():
    exchange, finding = entries(json.dumps(request(body="\ud800")))
    assert finding.rule.code == "SIQ005"
    assert exchange.request.body is UNRECORDED


def test_bytes_that_are_no_utf8_cost_only_the_text_that_holds_them():
    line = json.dumps({"id": "X", **request(body="BODY")}).encode().replace(b'"X"', b'"\xff"')
    (exchange,) = read(io.BytesIO(line))
    assert (exchange.request.body, exchange.origin.id) == (b"BODY", "\ufffd")
    exchange, finding = read(io.BytesIO(line.replace(b"BODY", b"\xfe")))
    assert (finding.rule.code, exchange.request.body) == ("SIQ005", UNRECORDED)


def test_a_byte_order_mark_is_no_part_of_the_first_line():
    assert entries("\ufeff" + json.dumps(request())) == entries(request())


def test_windows_line_ends_and_a_missing_last_one_are_fine():
    text = json.dumps(request()) + "\r\n\r\n" + json.dumps(request())
    assert [item.origin.line for item in entries(text)] == [1, 3]


def test_a_line_over_the_limit_is_passed_over():
    limits = Limits(max_line_bytes=1_000)
    good = request()
    fits = json.dumps(request(body="x" * 2_000))
    fits = fits.replace("x" * 2_000, "x" * (1_000 - len(fits) + 2_000))
    assert len(fits) == 1_000
    first, finding, last = entries(fits, request(body="x" * 5_000_000), good, limits=limits)
    assert finding.rule.code == "SIQ003"
    assert (first.origin.line, finding.origin.line, last.origin.line) == (1, 2, 3)


def test_unwanted_entries_come_as_skipped_and_are_not_decoded():
    others = {"request": {"method": "GET", "url": "https://example.com/", "body_base64": "&"}}
    items = entries(others, request(), others, keep=lambda url: url == URL)
    assert [item is SKIPPED for item in items] == [True, False, True]
    assert items[1].origin == Origin("t.jsonl", 1, 2)


@pytest.mark.parametrize("side", ["request", "response"])
def test_strict_json_gives_the_text_as_it_stands(side):
    source = '{"a": 1,  "a": 123456789012345678901}'
    message = f'{{"method": "GET", "url": "{URL}", "status": 200, "json": {source}}}'
    line = f'{{"{side}": {message}}}'
    for (exchange,) in (entries(line, strict_json=True), carefully(line, strict_json=True)):
        assert getattr(exchange, side).body == source.encode()


def test_a_part_of_a_file_keeps_the_numbers_of_the_whole():
    lines = [json.dumps(request()).encode() + b"\n"] * 3
    whole = list(jsonl.read_lines(lines, Reading(file="f")))
    part = list(jsonl.read_lines(lines[1:], Reading(file="f"), first_line=2, first_entry=1))
    assert part == whole[1:]


@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=8), st.data())
def test_lines_are_the_same_however_the_text_is_cut_into_blocks(lines, data):
    text = b"\n".join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    blocks = [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    expected = text.split(b"\n")
    assert list(jsonl.split_lines(blocks, 1_000)) == (expected if expected[-1] else expected[:-1])


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
headers = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
bodies = (
    st.none()
    | st.just(UNRECORDED)
    | st.binary(min_size=1, max_size=20)
    | texts.filter(bool).map(str.encode)
    | documents.filter(lambda value: value is not None and value != "").map(Document)
)
forms = st.lists(st.tuples(texts, texts), max_size=3).map(lambda fields: Form(tuple(fields)))
requests = st.builds(Request, texts, texts, headers, bodies | forms)
responses = st.builds(Response, st.none() | st.integers(0, 999), headers, bodies)
exchanges = st.builds(
    Exchange,
    st.none() | requests,
    st.none() | responses,
    st.builds(Origin, st.just("f"), st.just(0), st.just(1), st.none() | texts),
    st.none() | texts,
).filter(lambda exchange: exchange.request is not None or exchange.response is not None)


@given(exchanges)
def test_what_is_written_reads_back_the_same(exchange):
    line = jsonl.write(exchange)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert list(jsonl.read_lines([line], Reading(file="f"))) == [exchange]
    assert list(plain_line.read_line(line, Reading(file="f"), 0, 1)) == [exchange]


members = st.sampled_from(
    ["method", "url", "headers", "body", "body_base64", "json", "form", "status", "request", "response", "id", "time"]
)
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just("aGk="),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(members | st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)
messages = st.fixed_dictionaries(
    {}, optional={"method": odd | texts, "url": odd | texts, "headers": odd, "status": odd, "json": odd, "body": odd}
) | st.dictionaries(members, odd, max_size=5)


@given(
    st.fixed_dictionaries({}, optional={"request": messages | odd, "response": messages | odd, "id": odd, "time": odd})
)
def test_the_fast_way_and_the_careful_way_agree_on_any_line(item):
    line = json.dumps(item).encode()
    for strict_json in (False, True):
        fast = jsonl.read_lines([line], Reading(file="f", strict_json=strict_json))
        careful = plain_line.read_line(line, Reading(file="f", strict_json=strict_json), 0, 1)
        assert repr_of(fast) == repr_of(careful)


def repr_of(items):
    """Compare by text, because NaN is not equal to itself."""
    return [
        (type(item).__name__, str(item), getattr(item, "origin", None))
        if isinstance(item, Finding)
        else (item.origin, item.time, *map(parts, (item.request, item.response)))
        for item in items
    ]


def parts(message):
    if message is None:
        return None
    body = message.body
    return (
        getattr(message, "method", None),
        getattr(message, "status", None),
        message.headers,
        message.unrecorded_headers,
        repr(body.value) if isinstance(body, Document) else body,
    )


@given(st.binary(max_size=60))
def test_any_bytes_in_a_line_are_survived(junk):
    line = b'{"request": ' + junk.replace(b"\n", b"")
    for item in jsonl.read_lines([line], Reading(file="f")):
        assert isinstance(item, Finding | Exchange)
