from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.decode.charset import decode_text
from salesiq_validate.decode.problem import ProblemKind
from salesiq_validate.limits import Limits

LIMITS = Limits()
TEXT = '{"name": "café 漢"}'
LATIN = '{"name": "café"}'


@pytest.mark.parametrize(
    "content_type",
    [
        *(
            None,
            "",
            "application/json",
            "application/json; charset=utf-8",
            'application/json;charset="UTF-8"',
            "nonsense",
        ),
        *("text/plain; charset=UTF8", "application/json; charset=", "application/json; charset= utf-8 "),
    ],
)
def test_utf8_is_the_rule(content_type):
    assert decode_text(TEXT.encode(), content_type, LIMITS) == (TEXT, ())


@pytest.mark.parametrize("charset", ["us-ascii", "iso-8859-1", "windows-1252", "no-such-charset", "utf-7"])
def test_ascii_is_the_same_in_every_charset(charset):
    assert decode_text(b'{"a": 1}', f"application/json; charset={charset}", LIMITS) == ('{"a": 1}', ())


@pytest.mark.parametrize(
    ("body", "content_type", "text", "kind"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), None, TEXT, "byte-order-mark"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), None, TEXT, "wrong-charset"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None, TEXT, "wrong-charset"),
        (b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), None, TEXT, "wrong-charset"),
        (b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be"), None, TEXT, "wrong-charset"),
        (TEXT.encode("utf-16-le"), None, TEXT, "wrong-charset"),
        (TEXT.encode("utf-16-be"), None, TEXT, "wrong-charset"),
        (TEXT.encode("utf-32-le"), None, TEXT, "wrong-charset"),
        (TEXT.encode("utf-32-be"), None, TEXT, "wrong-charset"),
        ("[1]".encode("utf-16-le"), "application/json; charset=utf-16", "[1]", "wrong-charset"),
        (TEXT.encode("utf-16-le"), "application/json; charset=utf-8", TEXT, "wrong-charset"),
        (LATIN.encode("latin-1"), "application/json; charset=ISO-8859-1", LATIN, "wrong-charset"),
        (LATIN.encode("cp1252"), "application/json; charset=windows-1252", LATIN, "wrong-charset"),
        ('"漢"'.encode("gbk"), "application/json; charset=GBK", '"漢"', "wrong-charset"),
        (LATIN.encode(), "application/json; charset=iso-8859-1", LATIN, "wrong-charset"),
        (LATIN.encode(), "application/json; charset=no-such-charset", LATIN, "wrong-charset"),
        (LATIN.encode("latin-1"), None, '{"name": "caf\ufffd"}', "not-utf8"),
        (LATIN.encode("latin-1"), "application/json; charset=utf-8", '{"name": "caf\ufffd"}', "not-utf8"),
        (LATIN.encode("latin-1"), "application/json; charset=no-such-charset", '{"name": "caf\ufffd"}', "not-utf8"),
        (b'"\xed\xa0\x80"', None, '"\ufffd\ufffd\ufffd"', "not-utf8"),
    ],
)
def test_another_charset_is_undone_and_told(body, content_type, text, kind):
    decoded, (problem,) = decode_text(body, content_type, LIMITS)
    assert decoded == text
    assert (problem.kind.value, problem.repaired) == (kind, True)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"\xff", (1, 1, 0)),
        ("é\n漢".encode() + b" \xff\xff", (2, 3, 4)),
        ("\ufffd".encode() + b"\xff", (1, 2, 1)),
        (b"\xef\xbb\xbfab\xff", (1, 3, 2)),
        (b"abc\xe2\x82", (1, 4, 3)),
    ],
)
def test_the_first_byte_that_is_not_utf8_is_placed(body, place):
    _, (problem,) = decode_text(body, None, LIMITS)
    assert problem.kind is ProblemKind.NOT_UTF8
    assert (problem.line, problem.column, problem.offset) == place


def test_size_is_limited():
    limits = Limits(max_body_bytes=4)
    assert decode_text(b"1234", None, limits) == ("1234", ())
    text, (problem,) = decode_text(b"12345", None, limits)
    assert (text, problem.kind, problem.repaired) == ("", ProblemKind.TOO_LARGE, False)


@given(st.binary(), st.one_of(st.none(), st.text().map(lambda charset: f"text/plain; charset={charset}")))
def test_nothing_raises(body, content_type):
    text, problems = decode_text(body, content_type, LIMITS)
    assert all(problem.repaired for problem in problems)
    text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not text.startswith("\ufeff")))
def test_the_text_survives_utf8(text):
    if "\0" not in text[:4]:
        assert decode_text(text.encode(), None, LIMITS) == (text, ())
