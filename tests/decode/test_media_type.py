from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.decode.media_type import parse


@pytest.mark.parametrize(
    ("header", "name", "parameters"),
    [
        ("application/json", "application/json", {}),
        (" Application/JSON ", "application/json", {}),
        ("application/json;charset=UTF-8", "application/json", {"charset": "UTF-8"}),
        ("application/json ; Charset = utf-8 ;", "application/json", {"charset": "utf-8"}),
        ("application/json;;charset=utf-8", "application/json", {"charset": "utf-8"}),
        ('multipart/form-data; boundary="a b;c\\"d"; x=y', "multipart/form-data", {"boundary": 'a b;c"d', "x": "y"}),
        ("text/html; charset=a; charset=b", "text/html", {"charset": "a"}),
        ("text/html; charset", "text/html", {}),
        ("text/html; =x; charset=b", "text/html", {"charset": "b"}),
        ('text/html; a="open; charset=b', "text/html", {"a": "", "charset": "b"}),
        ("application/vnd.api+json; v=1", "application/vnd.api+json", {"v": "1"}),
    ],
)
def test_a_header_is_read_tolerantly(header, name, parameters):
    media = parse(header)
    assert (str(media), dict(media.parameters)) == (name, parameters)


@pytest.mark.parametrize(
    "header",
    [None, "", "json", "application/", "/json", "a b/json", "a/b, c/d", "application/json x", "a/" + "b" * 9_000],
)
def test_what_is_no_media_type_is_none(header):
    assert parse(header) is None


@pytest.mark.parametrize(
    ("header", "json", "form", "multipart"),
    [
        ("application/json", True, False, False),
        ("text/json", True, False, False),
        ("application/problem+json", True, False, False),
        ("application/jsonp", False, False, False),
        ("application/x-www-form-urlencoded", False, True, False),
        ("text/x-www-form-urlencoded", False, False, False),
        ("multipart/form-data; boundary=x", False, False, True),
        ("multipart/mixed; boundary=x", False, False, False),
    ],
)
def test_kinds_of_bodies_are_told_apart(header, json, form, multipart):
    media = parse(header)
    assert (media.is_json, media.is_form, media.is_multipart) == (json, form, multipart)


def test_a_charset_is_found():
    assert parse("text/plain; charset=utf-8").charset == "utf-8"
    assert parse("text/plain").charset is None


def test_the_repr_shows_no_parameter():
    assert "canary" not in repr(parse("text/plain; x=canary"))


@given(st.text())
def test_nothing_raises(header):
    parse(header)


@pytest.mark.parametrize("tail", [";", " ", "; a= ", ';a="', "\\", '"', ";a=b"])
def test_reading_time_is_linear(tail):
    header = 'a/b; x="' + tail * (8_000 // len(tail))
    began = time.process_time()
    parse.__wrapped__(header)
    assert time.process_time() - began < 0.5
