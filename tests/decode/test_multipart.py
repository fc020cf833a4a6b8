from __future__ import annotations

import io
import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.decode.multipart import read_multipart
from salesiq_validate.limits import Limits

LIMITS = Limits()
TYPE = "multipart/form-data; boundary=b"


def body(*parts, end="--b--\r\n"):
    return "".join(f"--b\r\n{part}\r\n" for part in parts).encode() + end.encode()


def field(name, value):
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'


def kinds(read):
    return [(problem.kind.value, problem.repaired) for problem in read.problems]


def names(read):
    return [(part.name, part.filename) for part in read.parts]


def test_fields_and_files_are_told_apart():
    picture = (
        'Content-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x00\x01\x02'
    )
    read = read_multipart(body(field("name", "Café\r\nSupport"), picture), TYPE, LIMITS)
    assert read.problems == ()
    text, file = read.parts
    assert (text.name, text.filename, text.content_type, text.size, text.value) == (
        "name",
        None,
        None,
        14,
        "Café\r\nSupport",
    )
    assert (file.name, file.filename, file.content_type, file.size, file.value) == (
        "file",
        "a.png",
        "image/png",
        3,
        None,
    )


@pytest.mark.parametrize(
    ("disposition", "name", "filename"),
    [
        ('form-data; name="a"', "a", None),
        ("form-data; name=a", "a", None),
        ("FORM-DATA; NAME=a ; x=y", "a", None),
        ('form-data; filename="f.txt"; name="a"', "a", "f.txt"),
        ('form-data; name="a;b\\"c"', 'a;b"c', None),
        ('form-data; name="a%22b%0D%0Ac%41"', 'a"b\r\nc%41', None),
        ('form-data; name="é"; filename="漢.txt"', "é", "漢.txt"),
        ("form-data; name=a; filename=\"x\"; filename*=UTF-8''na%C3%AFve%20x.txt", "a", "naïve x.txt"),
        ("form-data; name=a; filename*=\"utf-8'en'x.txt\"", "a", "x.txt"),
        ("form-data; name=a; filename*=broken", "a", "broken"),
        ('form-data; name="a"; filename=""', "a", ""),
        ('form-data;\r\n name="a"', "a", None),
    ],
)
def test_names_are_read_as_clients_write_them(disposition, name, filename):
    read = read_multipart(body(f"Content-Disposition: {disposition}\r\n\r\nx"), TYPE, LIMITS)
    assert names(read) == [(name, filename)]
    assert read.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (body(), []),
        (body(end="--b--"), []),
        (b"a preamble\r\n" + body(field("a", "1")), [("a", 1)]),
        (b"\r\n" + body(field("a", "1")), [("a", 1)]),
        (body(field("a", "")), [("a", 0)]),
        (body(field("a", "--b"), field("a", "\r\n")), [("a", 3), ("a", 2)]),
        (body(field("a", "1")).replace(b"--b\r\n", b"--b \t\r\n"), [("a", 1)]),
        (body(field("a", "1")) + b"\r\n \r\n", [("a", 1)]),
    ],
)
def test_unusual_bodies_are_read(text, expected):
    read = read_multipart(text, TYPE, LIMITS)
    assert [(part.name, part.size) for part in read.parts] == expected
    assert read.problems == ()


@pytest.mark.parametrize(
    ("text", "content_type", "kind", "words", "parts"),
    [
        (body(field("a", "1")), "multipart/form-data", "bad-multipart", "name its boundary", 0),
        (body(field("a", "1")), None, "bad-multipart", "name its boundary", 0),
        (body(field("a", "1")), "multipart/form-data; boundary=", "bad-multipart", "name its boundary", 0),
        (body(field("a", "1")), 'multipart/form-data; boundary="é\ud800"', "bad-multipart", "name its boundary", 0),
        (body(field("a", "1")), "multipart/form-data; boundary=" + "x" * 201, "bad-multipart", "name its boundary", 0),
        (b"", TYPE, "bad-multipart", "does not contain the boundary", 0),
        (b"{}", TYPE, "bad-multipart", "does not contain the boundary", 0),
        (b"x--b\r\n", TYPE, "bad-multipart", "does not contain the boundary", 0),
        (body(field("a", "1"), end=""), TYPE, "truncated", "cut off", 0),
        (body(field("a", "1"), end="--b"), TYPE, "truncated", "cut off", 1),
        (body(field("a", "1"), end="--b-"), TYPE, "truncated", "cut off", 1),
        (body(field("a", "1"), end="--b\r"), TYPE, "truncated", "cut off", 1),
        (body(field("a", "1"), field("b", "2"), end=""), TYPE, "truncated", "cut off", 1),
        (b"--b\r\n", TYPE, "truncated", "cut off", 0),
        (body(field("a", "1")).replace(b"\r\n", b"\n"), TYPE, "bad-multipart", "LF alone", 0),
        (b"x\n" + body(field("a", "1")).replace(b"\r\n", b"\n"), TYPE, "bad-multipart", "LF alone", 0),
        (body(field("a", "1"), end="--bc\r\n--b--"), TYPE, "bad-multipart", "no line break after", 1),
        (body("no header\r\n\r\nx"), TYPE, "bad-multipart", "headers of a part", 0),
        (body("A: b"), TYPE, "bad-multipart", "headers of a part", 0),
        (body(""), TYPE, "truncated", "cut off", 0),
        (body("\r\n"), TYPE, "bad-multipart", "has no name", 1),
        (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n--b--', TYPE, "truncated", "cut off", 0),
        (b"--b\r\nContent-Disp", TYPE, "truncated", "cut off", 0),
        (body("A: " + "b" * 20_000 + "\r\n\r\nx"), TYPE, "bad-multipart", "headers of a part", 0),
        (body("A: b\r\n" * 5_000 + "\r\nx"), TYPE, "bad-multipart", "headers of a part", 0),
        (body("A: b\nC: d\r\n\r\nx"), TYPE, "bad-multipart", "headers of a part", 0),
        (body(field("a", "1")) + b"epilogue", TYPE, "bad-multipart", "after the closing boundary", 1),
        (body("Content-Disposition: form-data\r\n\r\nx"), TYPE, "bad-multipart", "has no name", 1),
        (body("Content-Disposition: attachment; filename=x\r\n\r\nx"), TYPE, "bad-multipart", "has no name", 1),
    ],
)
def test_a_broken_body_is_told_and_read_as_far_as_it_goes(text, content_type, kind, words, parts):
    read = read_multipart(text, content_type, LIMITS)
    (problem,) = read.problems
    assert problem.kind.value == kind
    assert words in problem.detail
    assert len(read.parts) == parts
    assert problem.repaired is (words in {"has no name", "after the closing boundary"})


@pytest.mark.parametrize(
    ("content_type", "content", "value", "expected"),
    [
        ("text/plain; charset=utf-8", "é".encode(), "é", []),
        ("text/plain; charset=iso-8859-1", b"\xe9", "é", ["wrong-charset"]),
        ("text/plain", b"\xe9", "\ufffd", ["not-utf8"]),
        ("application/json", b'{"a": 1}', '{"a": 1}', []),
    ],
)
def test_the_text_of_a_field_is_decoded_by_its_own_charset(content_type, content, value, expected):
    text = body("Content-Disposition: form-data; name=a\r\nContent-Type: " + content_type + "\r\n\r\n@").replace(
        b"@", content
    )
    read = read_multipart(text, TYPE, LIMITS)
    assert read.parts[0].value == value
    assert [(problem.kind.value, str(problem.path)) for problem in read.problems] == [(kind, "a") for kind in expected]


@pytest.mark.parametrize("value", ["a\0", "\0a", "a\0\0\0", "\0"])
def test_a_field_may_hold_nul_and_is_no_utf_16_for_it(value):
    read = read_multipart(body(field("name", value)), TYPE, LIMITS)
    assert ([part.value for part in read.parts], read.problems) == ([value], ())


def test_the_number_of_parts_is_limited():
    text = body(*[field("a", "1")] * 3)
    assert kinds(read_multipart(text, TYPE, Limits(max_parts=3))) == []
    read = read_multipart(text, TYPE, Limits(max_parts=2))
    assert len(read.parts) == 2
    assert kinds(read) == [("too-many-parts", False)]


def test_size_is_limited():
    text = body(field("a", "1"))
    assert kinds(read_multipart(text, TYPE, Limits(max_body_bytes=len(text)))) == []
    assert kinds(read_multipart(text, TYPE, Limits(max_body_bytes=len(text) - 1))) == [("too-large", False)]


def test_the_number_of_problems_is_limited():
    text = body(*["Content-Disposition: form-data\r\n\r\n\u00e9"] * 9).replace("é".encode(), b"\xe9")
    assert len(read_multipart(text, TYPE, Limits(max_problems=3)).problems) == 3


def test_no_repr_and_no_detail_shows_what_was_sent():
    read = read_multipart(
        body(
            field("canary", "canary"),
            'Content-Disposition: form-data; name="canary"; filename="canary"\r\n\r\nx',
            "canary: \r\n\r\n",
        ),
        TYPE,
        LIMITS,
    )
    assert len(read.parts) == 3
    assert "canary" not in repr(read) + repr(read.parts) + repr(read.problems)


fields = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\%'), min_size=1),
        st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\%'), min_size=1),
        st.binary(),
    ),
    max_size=5,
)


def written(pieces, boundary):
    out = io.BytesIO()
    for name, filename, content in pieces:
        out.write(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode())
        if filename is not None:
            out.write(f'; filename="{filename}"\r\nContent-Type: application/octet-stream'.encode())
        out.write(b"\r\n\r\n" + content + b"\r\n")
    out.write(f"--{boundary}--\r\n".encode())
    return out.getvalue()


@given(fields)
def test_what_a_client_writes_is_read_back(pieces):
    boundary = uuid.uuid4().hex
    read = read_multipart(written(pieces, boundary), f"multipart/form-data; boundary={boundary}", LIMITS)
    assert names(read) == [(name, filename) for name, filename, _ in pieces]
    assert [part.size for part in read.parts] == [len(content) for _, _, content in pieces]


@given(fields)
def test_the_package_multipart_agrees(pieces):
    multipart = pytest.importorskip("multipart", "1.2")
    boundary = uuid.uuid4().hex
    text = written(pieces, boundary)
    parser = multipart.PushMultipartParser(boundary, strict=True)
    expected = []
    with parser:
        for event in parser.parse(text):
            if isinstance(event, multipart.MultipartSegment):
                expected.append([event.name, event.filename, 0])
            elif event:
                expected[-1][2] += len(event)
    read = read_multipart(text, f"multipart/form-data; boundary={boundary}", LIMITS)
    assert [[part.name, part.filename, part.size] for part in read.parts] == expected


@given(st.binary(), st.text())
def test_no_bytes_raise(text, boundary):
    read_multipart(text, TYPE, LIMITS)
    read_multipart(text, f'multipart/form-data; boundary="{boundary}"', LIMITS)


@given(
    st.lists(
        st.sampled_from(
            [
                b"--b",
                b"--",
                b"\r\n",
                b"\n",
                b"\r",
                b"a",
                b":",
                b" ",
                b"Content-Disposition: form-data; name=a",
                b"\xff",
                b"; name*=",
            ]
        )
    ).map(b"".join)
)
def test_no_pieces_of_multipart_raise(text):
    read = read_multipart(text, TYPE, LIMITS)
    assert len(read.parts) + len(read.problems) > 0 or text.strip() != b""


@pytest.mark.parametrize(
    "piece",
    [
        b"--b\r\n",
        b"\r\n--b",
        b"\r\n--bx",
        b"\r\n",
        b"\n--b",
        b"a: b\r\n",
        b"\r\n ",
        b"; name=a",
        b'\\"',
        b"--b--\r\n",
        b"\r\n\r\n--b\r\n",
        b" ",
    ],
)
@pytest.mark.parametrize("beginning", [b"", b"--b\r\n", b'--b\r\nContent-Disposition: form-data; name="'])
def test_reading_time_is_linear(beginning, piece):
    text = beginning + piece * (500_000 // len(piece))
    began = time.process_time()
    read_multipart(text, TYPE, Limits(max_parts=1_000_000))
    assert time.process_time() - began < 5
