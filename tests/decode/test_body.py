from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.decode.body import decode_json, read_text
from salesiq_validate.decode.json_careful import read_json
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.limits import Limits

LIMITS = Limits()


def text_of(body, *, content_type=None, content_encoding=None, limits=LIMITS):
    text, problems = read_text(body, content_type=content_type, content_encoding=content_encoding, limits=limits)
    return text, [(problem.kind.value, problem.repaired) for problem in problems]


@pytest.mark.parametrize("content_encoding", [None, "", "identity", " Identity "])
@pytest.mark.parametrize("content_type", [None, "application/json", "application/json; charset=UTF-8"])
def test_plain_utf8_stays_bytes(content_type, content_encoding):
    body = '{"a": "é"}'.encode()
    assert text_of(body, content_type=content_type, content_encoding=content_encoding) == (body, [])


@pytest.mark.parametrize(
    ("body", "content_type", "content_encoding", "text", "kinds"),
    [
        (gzip.compress(b"[1]"), None, "gzip", b"[1]", []),
        (gzip.compress(b"[1]") + b"x", None, "gzip", b"[1]", [("bad-compression", True)]),
        (gzip.compress(b"\xef\xbb\xbf[1]"), None, "gzip", "[1]", [("byte-order-mark", True)]),
        ("[1]".encode("utf-16"), None, None, "[1]", [("wrong-charset", True)]),
        ("[1]".encode("utf-16-be"), "application/json; charset=utf-8", None, "[1]", [("wrong-charset", True)]),
        (b'["\xe9"]', "application/json; charset=latin1", None, '["é"]', [("wrong-charset", True)]),
        (gzip.compress(b"[1]")[:-3], None, "gzip", None, [("bad-compression", False)]),
        (b"\x00\x01\x02\x03", None, "x", None, [("unknown-encoding", False)]),
    ],
)
def test_encoding_and_charset_are_undone(body, content_type, content_encoding, text, kinds):
    assert text_of(body, content_type=content_type, content_encoding=content_encoding) == (text, kinds)


@pytest.mark.parametrize("encoding", [None, "gzip"])
def test_size_is_limited_before_and_after_unpacking(encoding):
    body = b"[1, 2, 3]" * 100
    sent = gzip.compress(body) if encoding else body
    assert text_of(sent, content_encoding=encoding, limits=Limits(max_body_bytes=900))[1] == []
    assert text_of(sent, content_encoding=encoding, limits=Limits(max_body_bytes=899)) == (None, [("too-large", False)])


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("text", [b'{"a": [1, 2.5, "\xc3\xa9"]}', '{"a": [1, 2.5, "é"]}'])
def test_a_valid_text_is_a_document_without_problems(text, strict):
    assert decode_json(text, LIMITS, strict=strict) == ({"a": [1, 2.5, "é"]}, ())


@given(
    st.one_of(
        st.binary(),
        st.text(),
        st.sampled_from([b'{"a":1,"a":2}', "[18446744073709551616]", b"[01]", "[", b"", b"null"]),
    ),
    st.booleans(),
)
def test_the_short_way_and_the_long_one_agree(text, strict):
    document, problems = decode_json(text, LIMITS, strict=strict)
    assert (document, problems) == read_json(text, LIMITS, strict=strict)
    assert (document is BROKEN) == any(not problem.repaired for problem in problems)
