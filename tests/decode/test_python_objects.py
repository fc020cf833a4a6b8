from __future__ import annotations

import collections
import datetime as dt
import decimal
import enum
import json
from typing import NamedTuple
from unittest.mock import MagicMock

import pytest
from hypothesis import given
from tests.decode.reading import read_document
from tests.engine import generation

from salesiq_validate.decode import json_fast
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.decode.python_objects import is_json
from salesiq_validate.limits import Limits

LIMITS = Limits()


class Colour(enum.StrEnum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


class Shouting(str):
    __slots__ = ()

    def __str__(self):
        raise AssertionError("a caller's method is not called")


class Point(NamedTuple):
    x: int
    y: list[int]


def facts(read):
    return [(str(problem.path), problem.kind.value) for problem in read.problems]


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 1, 1.5, "a", [], {}, (), (1, (2,)), Point(1, [2])),
        *(
            {1: "a", None: "b", False: "c", 1.5: "d"},
            {True: 1},
            collections.OrderedDict(a=1),
            collections.defaultdict(list, a=[1]),
        ),
        *([Colour.RED], {Colour.RED: Number.ONE}, {Number.ONE: 1}, "\ud83d\ude00"),
    ],
    ids=repr,
)
def test_what_json_dumps_takes_is_read_as_it_writes_it(value):
    read = read_document(value, LIMITS)
    assert read.problems == ()
    assert repr(read.document) == repr(json.loads(json.dumps(value)))


def test_subclasses_become_plain_values():
    read = read_document(
        {"a": [Colour.RED, Number.ONE, Shouting("x")], Shouting("b"): collections.OrderedDict()}, LIMITS
    )
    assert [type(value) for value in read.document["a"]] == [str, int, str]
    assert [type(name) for name in read.document] == [str, str]
    assert type(read.document["b"]) is dict


@pytest.mark.parametrize(
    ("value", "document", "expected"),
    [
        (
            {"a": [float("nan"), -float("inf")]},
            {"a": [None, None]},
            [("a[0]", "not-a-number"), ("a[1]", "not-a-number")],
        ),
        ([dt.date(2026, 1, 1)], [None], [("[0]", "not-json-type")]),
        ({"a": {1, 2}, "b": b"x"}, {"a": None, "b": None}, [("a", "not-json-type"), ("b", "not-json-type")]),
        (decimal.Decimal(1), BROKEN, [("", "not-json-type")]),
        ({"a": {(1, 2): 3, "b": 4}}, {"a": {"b": 4}}, [("a", "not-json-type")]),
        ({2**3_000: 1}, {}, [("", "not-json-type")]),
        ({1: "a", "1": "b"}, {"1": "b"}, [("1", "duplicate-key")]),
        ({"a": 2**63}, {"a": 2**63}, [("a", "big-integer")]),
        ([10**4_301], [None], [("[0]", "huge-number")]),
        ({"a": "x\ud83d"}, {"a": "x\ufffd"}, [("a", "lone-surrogate")]),
        ({"a": {"\udc00": 1}}, {"a": {"\ufffd": 1}}, [("a", "lone-surrogate")]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_json_lacks_is_told_at_its_place(value, document, expected):
    read = read_document(value, LIMITS)
    assert read.document == document
    assert facts(read) == expected
    assert all(problem.repaired is (document is not BROKEN) for problem in read.problems)
    assert all(problem.line is problem.offset is None for problem in read.problems)


class Proxy:
    """Claims to be of another type, as lazy objects of frameworks do."""

    @property
    def __class__(self):
        return dict

    def __getattr__(self, name):
        raise LookupError(name)


@pytest.mark.parametrize(
    "odd",
    [*(MagicMock(spec=kind) for kind in (dict, list, str, int, float)), MagicMock(), Proxy()],
    ids=["dict", "list", "str", "int", "float", "mock", "proxy"],
)
def test_an_object_that_claims_a_type_is_none_of_it(odd):
    with pytest.raises(TypeError):
        json.dumps(odd)
    assert facts(read_document({"a": odd}, LIMITS)) == [("a", "not-json-type")]
    assert facts(read_document({odd: 1}, LIMITS)) == [("", "not-json-type")]
    assert not is_json([odd], 9)
    assert not json_fast.is_plain([odd], 9)


def is_same(one, other):
    """Equal, and of the same types inside as well."""
    if type(one) is not type(other):
        return False
    if type(one) is dict:
        return all(map(is_same, one, other)) and all(map(is_same, one.values(), other.values()))
    return all(map(is_same, one, other)) if type(one) is list else one == other


@given(generation.odd_values)
def test_what_is_called_json_is_read_as_it_is(value):
    read = read_document(value, LIMITS, strict=False)
    assert is_json(value, LIMITS.max_depth) == (not read.problems and is_same(read.document, value))


@given(generation.values)
def test_what_a_decoder_makes_is_called_json(value):
    assert is_json(value, LIMITS.max_depth)


def test_members_keep_their_order():
    assert list(read_document({"b": (1,), "a": 2, 3: {}}, LIMITS).document) == ["b", "a", "3"]


def test_lenient_reading_leaves_big_integers_out():
    assert read_document([2**64], LIMITS, strict=False).problems == ()


def test_depth_is_limited():
    value = 1
    for _ in range(3):
        value = {"a": value}
    assert read_document(value, Limits(max_depth=3)).problems == ()
    read = read_document([value], Limits(max_depth=3))
    assert read.is_broken
    assert facts(read) == [("[0].a.a", "too-deep")]


def test_a_document_inside_itself_is_too_deep():
    value: dict[str, object] = {}
    value["a"] = value["b"] = [value, value]
    assert facts(read_document(value, LIMITS)) == [("a" + "[0].a" * 99 + "[0]", "too-deep")]


def test_values_are_counted():
    value: list[object] = []
    for _ in range(60):
        value = [value, value]
    read = read_document(value, Limits(max_body_bytes=1_000))
    assert read.is_broken
    assert [problem.kind.value for problem in read.problems] == ["too-large"]


def test_the_number_of_problems_is_limited():
    read = read_document([b""] * 5, Limits(max_problems=2))
    assert read.document == [None] * 5
    assert [problem.kind.value for problem in read.problems] == ["not-json-type"] * 2 + ["too-many-problems"]


def test_the_result_shares_nothing_with_the_argument():
    value = {"a": [{"b": 1}]}
    read = read_document(value, LIMITS)
    value["a"][0]["b"] = 2
    assert read.document == {"a": [{"b": 1}]}


def test_no_repr_and_no_detail_shows_what_was_given():
    read = read_document({"canary": "canary", "x": {b"canary"}}, LIMITS)
    assert "canary" not in repr(read.problems) + read.problems[0].detail
