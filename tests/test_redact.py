from __future__ import annotations

import datetime as dt
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.contract.private_values import is_secret_name
from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.shapes import (
    UNLISTED_NAME,
    reads_as_code,
    redact_name,
    redact_path,
    redact_url,
    shape_of,
)

KNOWN = frozenset({"operators", "name", "api", "v2", "departments", "index", "salesiq.example.com"})
#: Has too many digits in a row for a word of code, which is shown where it is a name.
CANARY = "Canary8080"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (None, "null"),
        (True, "a boolean"),
        (12345678901234567890, "an integer"),
        (1.5, "a number"),
        (math.nan, "a number that JSON cannot write"),
        (-math.inf, "a number that JSON cannot write"),
        ("", "an empty string"),
        ("x", "a string of 1 character"),
        ("x" * 12, "a string of 12 characters"),
        ([], "an empty array"),
        ([1], "an array of 1 item"),
        ((1, 2, 3), "an array of 3 items"),
        ({}, "an empty object"),
        ({"a": 1}, "an object with 1 member"),
        ({"a": 1, "b": 2}, "an object with 2 members"),
        (dt.date(2026, 1, 1), "a Python date, which JSON cannot write"),
        ({1}, "a Python set, which JSON cannot write"),
    ],
)
def test_shape_of(value, shape):
    assert shape_of(value) == shape


def plant(value):
    """Put the canary into every text of a value."""
    if isinstance(value, str):
        return CANARY + value
    if isinstance(value, list):
        return [plant(item) for item in value]
    if isinstance(value, dict):
        return {CANARY + key: plant(member) for key, member in value.items()}
    return value


@given(json_values)
def test_a_shape_shows_nothing_of_the_value(value):
    assert CANARY not in shape_of(plant(value))


@given(st.integers() | st.floats())
def test_a_shape_shows_no_digit_of_a_number(value):
    assert not any(character.isdigit() for character in shape_of(value))


def test_a_listed_name_is_shown():
    assert redact_name("name", KNOWN) == "name"
    assert redact_name("bob@example.com", KNOWN) == UNLISTED_NAME


@pytest.mark.parametrize(
    ("name", "is_code"),
    [
        *(
            (name, True)
            for name in ("cursor", "per_page", "X-Request-Id", "utf8", "v2", "deadbeef", "3_star", "A" * 40)
        ),
        *((name, False) for name in ("", "A" * 41, "Ada Lovelace", "é", "a.b", "bob@example.com", "x" * 10_000_000)),
        *((name, False) for name in ("order2026", "4915112345678", "0cafe123", "x1deadbeefx", "id\n")),
    ],
)
def test_a_name_that_reads_as_a_word_of_code_is_shown(name, is_code):
    assert reads_as_code(name) is is_code
    assert (redact_name(name, frozenset()) == name) is is_code


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("", ""),
        ("operators[1].name", "operators[1].name"),
        ("operators[1].per_page", "operators[1].per_page"),
        ("operators[1].4915112345678", "operators[1].<key>"),
        ('operators["bob@example.com"].name', "operators.<key>.name"),
        ("[0][1].déjà", "[0][1].<key>"),
    ],
)
def test_names_that_no_schema_lists_are_redacted_in_a_path(path, shown):
    assert str(redact_path(KeyPath.parse(path), KNOWN)) == shown


def test_a_path_of_listed_names_is_returned_itself():
    path = KeyPath.parse("operators[1].name")
    assert redact_path(path, KNOWN) is path


@given(st.lists(st.text() | st.integers(0, 99)))
def test_a_redacted_path_keeps_its_length_and_its_indices(segments):
    path = KeyPath(plant(segments))
    shown = redact_path(path, KNOWN)
    assert [segment for segment in shown.segments if isinstance(segment, int)] == [
        segment for segment in segments if isinstance(segment, int)
    ]
    assert len(shown.segments) == len(segments)
    assert CANARY not in str(shown)
    assert redact_path(shown, {*KNOWN, UNLISTED_NAME}) is shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://salesiq.example.com/api/v2/zylker/departments/123?index=1&token=abc&bob%40example.com=1",
            "https://salesiq.example.com/api/v2/<segment>/departments/<segment>?index=<value>&token=<value>&<key>=<value>",
        ),
        ("HTTPS://SalesIQ.Example.com/api", "https://salesiq.example.com/api"),
        ("https://bob:secret@10.0.0.1:8080/api", "https://<user>@<host>/api"),
        ("ftp://salesiq.example.com/", "<scheme>://salesiq.example.com/"),
        ("/api/v2/departments", "/api/v2/departments"),
        ("https://salesiq.example.com", "https://salesiq.example.com"),
        ("https://salesiq.example.com/api?#bob", "https://salesiq.example.com/api?#<fragment>"),
        ("https://salesiq.example.com/api?index=&=x&&", "https://salesiq.example.com/api?index=&=<value>&&"),
        ("javascript:alert(1)", "<segment>"),
        ("https://[::1/api", "https://<host>/api"),
        ("", ""),
    ],
)
def test_a_url_is_shown_by_its_form(url, shown):
    assert redact_url(url, KNOWN) == shown


def test_a_long_url_is_cut():
    shown = redact_url("https://salesiq.example.com/" + "a/" * 10_000 + "?" + "b=1&" * 10_000, KNOWN)
    assert len(shown) < 600
    assert "..." in shown


@given(
    st.lists(st.sampled_from([CANARY, "api", "://", "/", "?", "&", "=", "#", "@", ":", "%40", ".", "\n"])).map("".join)
)
def test_nothing_unlisted_is_left_of_a_url(url):
    assert CANARY.lower() not in redact_url(url, KNOWN).lower()


@given(st.text())
def test_any_text_may_be_given_as_a_url(url):
    json.dumps(redact_url(url))


@pytest.mark.parametrize(
    ("name", "secret"),
    [("Authorization", True), ("refresh-token", True), ("JSESSIONID", True), ("status", False), ("code", False)],
)
def test_secrets_are_told_by_name(name, secret):
    assert is_secret_name(name) is secret
