"""Exchanges that are made when somebody asks: nobody can tell them from others."""

from __future__ import annotations

import copy
import io
import json
import pickle

import attrs
import pytest

pytest.importorskip("msgspec")

from salesiq_validate import Validator
from salesiq_validate.exchange import Document, Exchange, Origin, Request, Response
from salesiq_validate.recordings import read
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import judge, tell

URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments"
TOKEN = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}
LINE = {
    "id": "x",
    "time": "2026-11-23T10:00:00Z",
    "request": {"method": "POST", "url": URL, "headers": TOKEN, "json": {"name": "Billing"}},
    "response": {"status": 200, "headers": [["Content-Type", "application/json"]], "body": "{}"},
}
EXCHANGE = Exchange(
    Request("POST", URL, TOKEN, Document({"name": "Billing"})),
    Response(200, {"Content-Type": "application/json"}, b"{}"),
    Origin("-", 0, 1, "x"),
    "2026-11-23T10:00:00Z",
)


def from_line(line=LINE) -> Exchange:
    (exchange,) = read(io.BytesIO(json.dumps(line).encode()))
    return exchange


def from_har() -> Exchange:
    headers = [{"name": name, "value": value} for name, value in TOKEN.items()]
    sent = {"method": "GET", "url": URL, "headers": headers, "bodySize": 0}
    got = {"status": 200, "headers": [], "content": {"text": "{}", "size": 2}}
    entry = {"startedDateTime": "2026-11-23T10:00:00Z", "request": sent, "response": got}
    (exchange,) = read(io.BytesIO(json.dumps({"log": {"entries": [entry]}}).encode()))
    return exchange


@pytest.mark.parametrize("recorded", [from_line, from_har])
def test_nothing_is_made_of_a_call_that_is_right(recorded, monkeypatch):
    exchange = recorded()
    monkeypatch.setattr(type(exchange), "_made", lambda _: pytest.fail("it was made"))
    assert exchange.call[1] == URL
    assert exchange.time == EXCHANGE.time
    validator = Validator()
    assert validator.glance(*exchange.call) is not None
    assert exchange.sent[0] == TOKEN["Authorization"]
    assert exchange.received[0] == 200


def test_a_right_call_is_judged_and_counted_as_it_is(monkeypatch):
    answer = {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}
    response = {"status": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(answer)}
    sent = {"method": "GET", "url": URL, "headers": TOKEN, "body": None}
    exchange = from_line({**LINE, "request": sent, "response": response})
    monkeypatch.setattr(type(exchange), "_made", lambda _: pytest.fail("it was made"))
    summary = Summary()
    tell(judge([exchange], Validator()), summary)
    assert (summary.total.exchanges, summary.total.findings) == (1, 0)
    assert [len(tally) for tally in (summary.timeline.intervals, list(summary.by_operation))] == [1, 1]


def test_a_line_is_the_exchange_that_it_describes():
    assert from_line() == EXCHANGE
    assert from_line() == EXCHANGE
    assert from_line() == from_line()
    assert from_line({**LINE, "id": "y"}) != EXCHANGE
    assert from_line() != "x"
    assert repr(from_line()) == repr(EXCHANGE)


def test_its_slots_fill_once_and_stay():
    exchange = from_line()
    assert exchange.request is exchange.request
    assert exchange.response is exchange.response
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        exchange.time = None
    with pytest.raises(AttributeError):
        _ = exchange.requests


@pytest.mark.parametrize(
    "copied",
    [
        lambda exchange: attrs.evolve(exchange, time=EXCHANGE.time),
        copy.copy,
        copy.deepcopy,
        lambda exchange: pickle.loads(pickle.dumps(exchange)),
    ],
    ids=["evolve", "copy", "deepcopy", "pickle"],
)
def test_a_copy_is_a_plain_exchange(copied):
    assert type(copied(from_line())) is Exchange
    assert copied(from_line()) == EXCHANGE


def test_it_hashes_as_the_exchange_does():
    line = {**LINE, "request": {**LINE["request"], "json": None}}
    made = attrs.evolve(from_line(line))
    assert hash(from_line(line)) == hash(made)
    assert {from_line(line), made} == {made}
