from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.decode.form import read_form
from salesiq_validate.limits import Limits

LIMITS = Limits()
texts = st.text(st.characters(exclude_categories=["Cs"]))


def facts(form):
    return [(str(problem.path), problem.kind.value, problem.column, problem.repaired) for problem in form.problems]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", ()),
        ("&&", ()),
        ("a=1", (("a", "1"),)),
        ("a=1&b=&a=2", (("a", "1"), ("b", ""), ("a", "2"))),
        ("=1", (("", "1"),)),
        ("a=b=c", (("a", "b=c"),)),
        ("full+name=A+B%2B%26", (("full name", "A B+&"),)),
        ("%61=%C3%A9%f0%9f%98%80", (("a", "é😀"),)),
        ("a=é", (("a", "é"),)),
        ("ids[]=1&ids[]=2", (("ids[]", "1"), ("ids[]", "2"))),
        ('filter={"a":1}', (("filter", '{"a":1}'),)),
    ],
)
def test_fields_are_decoded_in_order(text, fields):
    for form in (read_form(text, LIMITS), read_form(text.encode(), LIMITS)):
        assert form.fields == fields
        assert form.problems == ()


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("a=100%", (("a", "100%"),), [("a", "bad-form", 6, True)]),
        ("a=%zz&b=%4", (("a", "%zz"), ("b", "%4")), [("a", "bad-form", 3, True), ("b", "bad-form", 9, True)]),
        ("x=1&caf%E9=2", (("x", "1"), ("caf\ufffd", "2")), [("caf\ufffd", "bad-form", 5, True)]),
        ("name", (("name", ""),), [("name", "bad-form", 1, True)]),
        ("a=\ud83d", (("a", "\ufffd\ufffd\ufffd"),), [("a", "bad-form", 3, True)]),
        ('{"name": "x"}', (), [("", "bad-form", 1, False)]),
        (' ["x"]', (), [("", "bad-form", 1, False)]),
        ("{}", (), [("", "bad-form", 1, False)]),
    ],
)
def test_what_breaks_the_encoding_is_told_at_its_field(text, fields, expected):
    form = read_form(text, LIMITS)
    assert form.fields == fields
    assert facts(form) == expected


def test_bytes_that_are_not_utf8_are_told():
    form = read_form(b"a=1&b=caf\xe9", LIMITS)
    assert form.fields == (("a", "1"), ("b", "caf\ufffd"))
    assert [(problem.kind.value, problem.column) for problem in form.problems] == [("not-utf8", 10)]


def test_the_number_of_fields_is_limited():
    limits = Limits(max_fields=2)
    assert read_form("a=1&b=2&", limits).problems == ()
    form = read_form("a=1&b=2&c=3&d=4", limits)
    assert form.fields == (("a", "1"), ("b", "2"))
    assert facts(form) == [("", "too-many-fields", 9, False)]


def test_the_number_of_problems_is_limited():
    form = read_form("&".join(["a=%"] * 5), Limits(max_problems=2))
    assert len(form.fields) == 5
    assert [problem.kind.value for problem in form.problems] == ["bad-form", "bad-form", "too-many-problems"]


@pytest.mark.parametrize("text", ["a=12345", b"a=12345"])
def test_size_is_limited(text):
    assert read_form(text, Limits(max_body_bytes=7)).problems == ()
    form = read_form(text, Limits(max_body_bytes=6))
    assert form.fields == ()
    assert [(problem.kind.value, problem.repaired) for problem in form.problems] == [("too-large", False)]


def test_no_repr_and_no_detail_shows_what_was_sent():
    form = read_form("canary=%canary", LIMITS)
    assert form.problems
    assert "canary" not in repr(form) + repr(form.problems) + form.problems[0].detail


@given(st.lists(st.tuples(texts, texts), max_size=20))
def test_what_urlencode_writes_is_read_back(fields):
    form = read_form(urlencode(fields), LIMITS)
    assert form.fields == tuple(fields)
    assert form.problems == ()


@given(st.one_of(st.text(st.characters()), st.text("a=&%+4F\ud800é{[\"'")))
def test_nothing_raises_and_the_standard_library_agrees(text):
    form = read_form(text, LIMITS)
    if not form.problems:
        assert list(form.fields) == parse_qsl(text, keep_blank_values=True)


@given(st.binary())
def test_no_bytes_raise(body):
    read_form(body, LIMITS)


@pytest.mark.parametrize("piece", ["&", "%", "a", "a=%&", "+", "=", "%41", "é"])
def test_reading_time_is_linear(piece):
    text = "a=" + piece * (300_000 // len(piece))
    began = time.process_time()
    read_form(text, LIMITS)
    assert time.process_time() - began < 2
