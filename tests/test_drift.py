"""Where server and contract disagree, and the extension file that ends it."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from salesiq_validate import Exchange, Request, Response, Validator
from salesiq_validate.exchange import Document
from salesiq_validate.run.drift import Drift
from salesiq_validate.run.drift.extension_file import extension_document, inexpressible
from salesiq_validate.run.drift.sketch import Room, Sketch, is_identifier
from salesiq_validate.run.steps import judge

PORTAL = "https://salesiq.zoho.com/api/v2/northwind-desk"
URL = f"{PORTAL}/departments"
JSON = {"Content-Type": "application/json"}
HEADERS = {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", **JSON}
VALID = {"name": "Billing", "operators": ["100000000000001"]}
SUCCESS = {"url": "/api/v2/northwind-desk/departments", "object": "department", "data": {}}


def success(data):
    return {**SUCCESS, "data": data}


def refusal(code, **optional):
    return {"error": {"code": code, "message": "made up", **optional}}


def posted(sent, answer, url=URL):
    return Exchange(Request("POST", url, HEADERS, Document(sent)), Response(200, JSON, Document(answer)))


def got(path, answer):
    return Exchange(Request("GET", f"{PORTAL}{path}", HEADERS), Response(200, JSON, Document(answer)))


def drift_of(*exchanges, extensions=()):
    validator = Validator(extensions=extensions)
    drift = Drift(validator)
    for _ in drift.of(judge(exchanges, validator)):
        pass
    return drift


def rows(*exchanges, extensions=()):
    found = drift_of(*exchanges, extensions=extensions).rows()
    return [(row.operation, row.kind, row.place, row.code) for row in found]


@pytest.mark.parametrize(
    ("sent", "answer", "expected"),
    [
        (VALID, SUCCESS, []),
        (VALID, refusal(1007, json_key="operators[0]"), [("unpredicted-refusal", "body operators[*]", 1007)]),
        ({**VALID, "operators": "all"}, refusal(1007, json_key="operators"), []),
        ({**VALID, "operators": "all"}, refusal(1015, json_key="operators"), []),
        ({"name": "Billing"}, SUCCESS, [("accepted", "body operators", 1015)]),
        (VALID, refusal(4711), [("unknown-code", "envelope", 4711)]),
        (VALID, refusal(1016), []),
        (VALID, refusal(1019), []),
        (VALID, success([]), [("other-answer", "envelope data", None)]),
        (VALID, success({"badge": 1}), [("unlisted-member", "envelope data.badge", None)]),
        (VALID, success({"a@example.com": 1}), [("unlisted-member", "envelope data.<key>", None)]),
    ],
    ids=[
        "agreement",
        "a refusal that nobody predicted",
        "a refusal that was predicted",
        "a refusal under an alternative",
        "an acceptance that we refuse",
        "an unknown code",
        "what only the server knows",
        "an id that only the server knows",
        "another answer",
        "a key of an answer that no page shows",
        "a key of an answer that may be a value",
    ],
)
def test_disagreements_are_told_by_operation_and_place(sent, answer, expected):
    assert rows(posted(sent, answer)) == [("create_department", *row) for row in expected]


def test_the_same_disagreement_is_counted():
    found = drift_of(*[posted({}, SUCCESS)] * 3).rows()
    assert [row.count for row in found] == [3, 3]


def test_a_response_that_was_not_recorded_says_nothing():
    assert rows(Exchange(Request("POST", URL, HEADERS, Document({})), Response(200, JSON))) == []


#: What an extension file can say. The paths are of operations whose pages show the keys in question.
EXPRESSIBLE = {
    "an absent key": posted({"name": "Billing"}, SUCCESS),
    "two absent keys": posted({}, SUCCESS),
    "another type": posted({**VALID, "operators": "all"}, SUCCESS),
    "an object for a flag": posted({**VALID, "is_public": {"is": True}}, SUCCESS),
    "an id that looks wrong": posted({**VALID, "operators": ["Ada", "Bob"]}, SUCCESS),
    "a text that is none of the options": posted({**VALID, "is_public": "perhaps"}, SUCCESS),
    "no body": Exchange(Request("POST", URL, HEADERS, None), Response(200, JSON, Document(SUCCESS))),
    "an unknown code": posted(VALID, refusal(4711, json_key="name")),
    "another kind of data": posted(VALID, success([])),
    "another type in the data": posted(VALID, success({"email_configurations": [1]})),
    "new keys": posted(VALID, success({"badge": 1, "team": {"lead": None, "members": [{"nick": "x"}, 3]}})),
    "a map": posted(VALID, success({"by_mail": {"ada@example.com": 1, "bob@example.com": "x"}})),
    "keys that are data": posted(VALID, success({"ada@example.com": 1, "badge": {"a": 1}})),
    "a wrong parameter": got("/operators?index=many", success([])),
    "a parameter out of bounds": got("/webhooks/104000000000123/executions?limit=100000", success([])),
}


@pytest.mark.parametrize("name", EXPRESSIBLE)
def test_a_written_extension_ends_the_drift(name):
    exchange = EXPRESSIBLE[name]
    drift = drift_of(exchange)
    assert drift.rows() != []
    assert list(inexpressible(drift)) == []
    written = json.loads(json.dumps(extension_document(drift)))
    assert rows(exchange, extensions=[written]) == []


def test_what_was_fine_before_is_fine_with_the_extension():
    written = extension_document(drift_of(*EXPRESSIBLE.values()))
    report = Validator(extensions=[written]).check(posted(VALID, SUCCESS))
    assert report.findings == ()


def test_all_of_it_together_is_ended_by_one_file():
    exchanges = EXPRESSIBLE.values()
    assert rows(*exchanges, extensions=[extension_document(drift_of(*exchanges))]) == []


def test_a_refusal_that_nobody_predicted_cannot_be_written_and_is_listed():
    unpredicted = posted(VALID, refusal(1007, json_key="operators[0]"))
    drift = drift_of(unpredicted, unpredicted)
    assert extension_document(drift) is None
    (row,) = inexpressible(drift)
    words = "create_department, body operators[*]: refused, and no rule would have predicted it (1007)"
    assert row == (words, 2)
    document = extension_document(drift_of(unpredicted, posted({"name": "Billing"}, SUCCESS)))
    assert document["x-salesiq-notes"][1:] == [f"Not expressed: {words}, once."]


def test_an_acceptance_outside_of_body_and_parameters_cannot_be_written():
    bare = Exchange(
        Request("POST", URL, JSON, Document(VALID)),
        Response(200, JSON, Document(SUCCESS)),
    )
    drift = drift_of(bare)
    assert [row.kind for row in drift.rows()] == ["accepted"]
    assert extension_document(drift) is None


CANARY = "canary-3f2a"


def test_no_value_is_written_and_no_name_that_may_be_one():
    sent = {"name": CANARY, "operators": CANARY, "is_public": CANARY, CANARY: 1}
    data = {
        "badge": CANARY,
        "by_mail": {f"{CANARY}@example.com": CANARY, "plain": 1},
        "by_id": {"104000000000123": {"nick": CANARY}},
        "list": [CANARY, {"nick": CANARY}],
    }
    drift = drift_of(posted(sent, success(data)), posted(VALID, {**refusal(4711), CANARY: 1}))
    text = json.dumps(extension_document(drift))
    assert CANARY not in text
    assert "104000000000123" not in text
    assert "made up" not in text
    for name in ("badge", "by_mail", "by_id", "list", "nick"):
        assert f'"{name}"' in text
    assert '"plain"' not in text


@pytest.mark.parametrize("name", ["id", "is_public", "emailAddress", "x-note", "line2", "face", "a" * 64, "_id"])
def test_names_that_programmers_choose_are_written(name):
    assert is_identifier(name)


@pytest.mark.parametrize(
    "name",
    ["", "a b", "x@example.com", "104000000000123", "u104000000000", "2026-11-23", "Ünal", "dead0beef", "a" * 65],
)
def test_names_that_may_be_data_are_not(name):
    assert not is_identifier(name)


names = st.sampled_from(["id", "nick", "list", "ada@example.com", "1040001"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)
described = st.dictionaries(st.sampled_from(["id", "email_configurations", "badge", "x@y"]), values, max_size=3)


@settings(max_examples=60)
@example([{"id": None}, {"id": []}])
@given(st.lists(described | values, min_size=1, max_size=4))
def test_whatever_was_answered_is_as_described_afterwards(answers):
    exchanges = [posted(VALID, success(data)) for data in answers]
    before = drift_of(*exchanges)
    written = extension_document(before)
    if written is None:
        assert before.rows() == []
    else:
        assert rows(*exchanges, extensions=[written]) == []


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.sampled_from([*VALID, "is_public", "description"]), values), min_size=1, max_size=4))
def test_whatever_was_accepted_is_accepted_afterwards(bodies):
    exchanges = [posted(body, SUCCESS) for body in bodies]
    written = extension_document(drift_of(*exchanges))
    assert written is None or rows(*exchanges, extensions=[written]) == []


def test_what_only_the_page_of_the_detail_shows_is_no_drift():
    whole = {"id": "104000000000123", "name": "Billing", "is_enabled": True}
    assert rows(posted(VALID, success(whole))) == []
    odd = {**whole, "is_enabled": {"odd": 1}}
    assert [row[1:3] for row in rows(posted(VALID, success(odd)))] == [("other-answer", "envelope data.is_enabled")]


def test_hostile_names_do_not_fill_the_memory():
    sketch = Sketch(Room(50))
    for number in range(1_000):
        sketch.add({f"k{number % 10}": {f"n{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}": {}}})
    assert sketch.room.left == 0
    assert len(json.dumps(sketch.schema())) < 10_000
