from __future__ import annotations

import pytest
from tests.decode.reading import read_json

from salesiq_validate.decode.problem import BROKEN, ProblemKind
from salesiq_validate.limits import Limits

#: The example of the API's overview page: a number with a leading zero makes the whole text no JSON.
CANONICAL = """{
 "department":{
    "status":012345
  },
  "app_ids":["app", 123456789],
  "operators":[
    {
      "name":"agent 1"
    },
    {
      "name":"$#!@%^"
    }
  ]
}
"""


def facts(read):
    return [(str(problem.path), problem.kind.value, problem.offset) for problem in read.problems]


def test_the_canonical_example_has_one_problem_and_is_read_to_its_end():
    read = read_json(CANONICAL)
    assert read.document == {
        "department": {"status": 12345},
        "app_ids": ["app", 123456789],
        "operators": [{"name": "agent 1"}, {"name": "$#!@%^"}],
    }
    (problem,) = read.problems
    assert (problem.kind, str(problem.path)) == (ProblemKind.LEADING_ZERO, "department.status")
    assert (problem.line, problem.column, problem.repaired) == (3, 14, True)


@pytest.mark.parametrize(
    ("text", "document", "expected"),
    [
        ('{"a": 007}', {"a": 7}, [("a", "leading-zero", 6)]),
        ("[-01]", [-1], [("[0]", "leading-zero", 1)]),
        ("[00]", [0], [("[0]", "leading-zero", 1)]),
        ("[01.50e1]", [15.0], [("[0]", "leading-zero", 1)]),
        ('{"a": [1, 2,]}', {"a": [1, 2]}, [("a", "trailing-comma", 11)]),
        ('{"a": 1 , }', {"a": 1}, [("", "trailing-comma", 8)]),
        ('[{"a": [],},]', [{"a": []}], [("[0]", "trailing-comma", 9), ("", "trailing-comma", 11)]),
        ('{"a": NaN}', {"a": None}, [("a", "not-a-number", 6)]),
        ("[Infinity, -Infinity]", [None, None], [("[0]", "not-a-number", 1), ("[1]", "not-a-number", 11)]),
        ('{"a": "x\ny\tz"}', {"a": "x\ny\tz"}, [("a", "control-character", 8)]),
        ('{"a\x00": 1}', {"a\x00": 1}, [("", "control-character", 3)]),
        (
            r'["\ud83d", "\ude00x"]',
            ["\ufffd", "\ufffdx"],
            [("[0]", "lone-surrogate", 1), ("[1]", "lone-surrogate", 11)],
        ),
        ('["\ud83d"]', ["\ufffd"], [("[0]", "lone-surrogate", 1)]),
        (r'["\ud83d\ude00"]', ["\U0001f600"], []),
        ('{"a": 1, "b": {"a": 1, "a": 2}}', {"a": 1, "b": {"a": 2}}, [("b.a", "duplicate-key", 23)]),
        (r'{"a": 1, "\u0061": 2, "a": 3}', {"a": 3}, [("a", "duplicate-key", 9), ("a", "duplicate-key", 22)]),
        ('{"a": 9223372036854775807}', {"a": 9223372036854775807}, []),
        ('{"a": 9223372036854775808}', {"a": 9223372036854775808}, [("a", "big-integer", 6)]),
        ("[-9223372036854775809]", [-9223372036854775809], [("[0]", "big-integer", 1)]),
        ("[1e400, -1e400, 1e-400]", [None, None, 0.0], [("[0]", "huge-number", 1), ("[1]", "huge-number", 8)]),
        ("[" + "9" * 4301 + "]", [None], [("[0]", "huge-number", 1)]),
        ("\ufeff[1]", [1], [("", "byte-order-mark", 0)]),
        ("\ufeff[01]", [1], [("", "byte-order-mark", 0), ("[0]", "leading-zero", 2)]),
        ('{"": 01}', {"": 1}, [('[""]', "leading-zero", 5)]),
    ],
)
def test_what_can_be_repaired_is_told_and_reading_goes_on(text, document, expected):
    read = read_json(text)
    assert read.document == document
    assert facts(read) == expected
    assert all(problem.repaired for problem in read.problems)


@pytest.mark.parametrize(
    ("text", "path", "kind", "offset", "words"),
    [
        ("", "", "empty-body", 0, "empty"),
        (" \r\n\t", "", "empty-body", 4, "empty"),
        ("{", "", "truncated", 1, "member's name"),
        ('{"a', "", "truncated", 1, "string"),
        ('{"a"', "a", "truncated", 4, "after a member's name"),
        ('{"a":', "a", "truncated", 5, "value should follow"),
        ('{"a": "b', "a", "truncated", 6, "string"),
        ('{"a": "b\\"}', "a", "truncated", 6, "string"),
        ('{"a": [{"b": 1', "a[0].b", "truncated", 14, "inside an object"),
        ("[1, 2", "[1]", "truncated", 5, "inside an array"),
        ("[1, 2,", "[2]", "truncated", 6, "value should follow"),
        ('{"a": 1,', "", "truncated", 8, "member's name"),
        ('{"a": tr', "a", "truncated", 6, "inside a value"),
        ('{"a": -', "a", "truncated", 6, "inside a value"),
        ('{"a": 1.', "a", "truncated", 6, "inside a value"),
        ('{"a": 1e+', "a", "truncated", 6, "inside a value"),
        ("{name: 1}", "", "syntax", 1, "must be quoted"),
        ('{"a": {1: 2}}', "a", "syntax", 7, "must be quoted"),
        ('{"a": 1, b: 2}', "", "syntax", 9, "must be quoted"),
        ("{'a': 1}", "", "syntax", 1, "double quotes"),
        ("{\u201ca\u201d: 1}", "", "syntax", 1, "double quotes"),
        ("{\"a\": 'b'}", "a", "syntax", 6, "double quotes"),
        ('{"a": b}', "a", "syntax", 6, "no quotes"),
        ('{"a": True}', "a", "syntax", 6, "lower case"),
        ('{"a": None}', "a", "syntax", 6, "null"),
        ('{"a": undefined}', "a", "syntax", 6, "null"),
        ('{"a": nan}', "a", "syntax", 6, "no infinity"),
        ('{"a": -inf}', "a", "syntax", 6, "no infinity"),
        ('{"a": NaNs}', "a", "syntax", 6, "no quotes"),
        ('{"a": +1}', "a", "syntax", 6, "plus sign"),
        ('{"a": .5}', "a", "syntax", 6, "before its decimal point"),
        ('{"a": -.5}', "a", "syntax", 6, "before its decimal point"),
        ('{"a": 1.}', "a", "syntax", 6, "begins like a number"),
        ('{"a": 0x1F}', "a", "syntax", 6, "numbers are decimal"),
        ('{"a": 1_000}', "a", "syntax", 6, "begins like a number"),
        ('{"a": 12-34}', "a", "syntax", 6, "begins like a number"),
        ('{"a": -x}', "a", "syntax", 6, "no quotes"),
        ('{"a": -}', "a", "syntax", 6, "no JSON value"),
        ('{"a": @}', "a", "syntax", 6, "no JSON value"),
        ('{"a": // why\n 1}', "a", "syntax", 6, "comment"),
        ('/* why */ {"a": 1}', "", "syntax", 0, "comment"),
        ('{"a": 1 # why\n}', "a", "syntax", 8, "comment"),
        ('{"a": ${a}}', "a", "syntax", 6, "placeholder"),
        ('{"a": {{a}}}', "a", "syntax", 7, "placeholder"),
        ('{"a":\u00a01}', "a", "syntax", 5, "looks blank"),
        ('{"a": 1,\u200b"b": 2}', "", "syntax", 8, "looks blank"),
        ("[1, ...]", "[1]", "syntax", 4, "ellipsis"),
        ("[\u2026]", "[0]", "syntax", 1, "ellipsis"),
        (r"{\"a\": 1}", "", "syntax", 1, "escaped twice"),
        ("[\x00]", "[0]", "syntax", 1, "NUL"),
        ('{"a" 1}', "a", "syntax", 5, "colon is missing"),
        ('{"a" = 1}', "a", "syntax", 5, "equals sign"),
        ('{"a"\u00a0: 1}', "a", "syntax", 4, "looks blank"),
        ('{"a": }', "a", "syntax", 6, "before this bracket"),
        ("[,]", "[0]", "syntax", 1, "before this comma"),
        ("[1,, 2]", "[1]", "syntax", 3, "before this comma"),
        ("{,}", "", "syntax", 1, "member is missing"),
        ('{"a": 1,, "b": 2}', "", "syntax", 8, "member is missing"),
        ('{{"a": 1}}', "", "syntax", 1, "placeholder"),
        ('{"a": 1, {"b": 1}}', "", "syntax", 9, "needs a member name"),
        ('{"a": 1, ]', "", "syntax", 9, "wrong bracket"),
        ('{"a": 1, :}', "", "syntax", 9, "member name in double quotes is missing"),
        ('{"a": 1 "b": 2}', "a", "syntax", 8, "before a member"),
        ("[[1, 2], [3 4]]", "[1][0]", "syntax", 12, "before an element"),
        ('["a" "b"]', "[0]", "syntax", 5, "before an element"),
        ("[{} {}]", "[0]", "syntax", 4, "before an element"),
        ('{"a": [1}', "a[0]", "syntax", 8, "wrong bracket"),
        ('{"a": 1]', "a", "syntax", 7, "wrong bracket"),
        ('{"a": 1; "b": 2}', "a", "syntax", 7, "semicolon"),
        ('["a": 1]', "[0]", "syntax", 4, "array has no member names"),
        ('{"a": "b": 1}', "a", "syntax", 9, "write a comma"),
        ('{"a": "say "hi" now"}', "a", "syntax", 12, "lack its backslash"),
        ('{"a": "b"\u00a0}', "a", "syntax", 9, "looks blank"),
        (r'{"a": "C:\dir"}', "a", "syntax", 9, "escapes nothing"),
        (r'{"a": "\\\u12g4"}', "a", "syntax", 9, "hexadecimal"),
        (r'{"\x": 1}', "", "syntax", 2, "escapes nothing"),
        ("{}}", "", "syntax", 2, "no opening bracket"),
        ('{"a": 1} {"b": 2}', "", "syntax", 9, "second document"),
        ("{}\x00", "", "syntax", 2, "NUL"),
        ("{} trailing", "", "syntax", 3, "after the end"),
        ("{} // done", "", "syntax", 3, "comment"),
        ("01 02", "", "syntax", 3, "after the end"),
        ("<!DOCTYPE html>", "", "syntax", 0, "HTML"),
        ("name=Support&enabled=true", "", "syntax", 0, "form fields"),
        ("Not Found", "", "syntax", 0, "no quotes"),
        ("]", "", "syntax", 0, "before this bracket"),
    ],
)
def test_a_text_that_cannot_be_repaired_names_the_path_where_it_breaks(text, path, kind, offset, words):
    read = read_json(text)
    assert read.is_broken
    assert read.document is BROKEN
    problem = read.problems[-1]
    assert (str(problem.path), problem.kind.value, problem.offset, problem.repaired) == (path, kind, offset, False)
    assert words in problem.detail


def test_repairs_before_the_break_are_told_too():
    read = read_json('{"a": 01, "b": [1,], "c": x}')
    assert read.is_broken
    assert facts(read) == [("a", "leading-zero", 6), ("b", "trailing-comma", 17), ("c", "syntax", 26)]


@pytest.mark.parametrize(
    ("text", "document", "left"),
    [
        ('{"a": 1, "a": 2}', {"a": 2}, []),
        ("[123456789012345678901]", [123456789012345678901], []),
        ('{"a": 1, "a": 02}', {"a": 2}, ["leading-zero"]),
    ],
)
def test_lenient_reading_leaves_out_duplicate_keys_and_big_integers(text, document, left):
    read = read_json(text, strict=False)
    assert read.document == document
    assert [problem.kind.value for problem in read.problems] == left


@pytest.mark.parametrize("strict", [True, False])
def test_more_digits_than_the_limit_are_a_problem_in_every_reading(strict):
    limits = Limits(max_digits=5)
    assert read_json("[12345, -12345, 1.23456789]", limits, strict=strict).problems == ()
    assert facts(read_json("[123456]", limits, strict=strict)) == [("[0]", "huge-number", 1)]
    assert facts(read_json("[00012345, 0123456]", limits, strict=strict)) == [
        ("[0]", "leading-zero", 1),
        ("[1]", "leading-zero", 11),
        ("[1]", "huge-number", 11),
    ]


def test_a_limit_of_digits_above_the_interpreters_own_harms_nobody():
    read = read_json("[" + "1" * 5_000 + "]", Limits(max_digits=10_000))
    assert facts(read) == [("[0]", "huge-number", 1)]


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("shape", ["[", '{"a":'])
def test_depth_is_limited(shape, strict):
    limits = Limits(max_depth=10)
    closing = {"[": "]", '{"a":': "}"}[shape]
    fits = shape * 10 + "1" + closing * 10
    assert read_json(fits, limits, strict=strict).problems == ()
    read = read_json(shape * 11 + "1" + closing * 11, limits, strict=strict)
    assert read.is_broken
    (problem,) = read.problems
    assert (problem.kind, len(problem.path.segments)) == (ProblemKind.TOO_DEEP, 10)
    assert problem.offset == 10 * len(shape)


def test_many_brackets_beside_one_another_are_not_deep():
    assert read_json("[" + ",".join(["[]"] * 500) + "]").problems == ()


def test_size_is_limited():
    limits = Limits(max_body_bytes=8)
    assert read_json("[123456]", limits).problems == ()
    for text in ("[1234567]", b"[1234567]"):
        read = read_json(text, limits)
        assert read.is_broken
        assert [problem.kind for problem in read.problems] == [ProblemKind.TOO_LARGE]


def test_the_number_of_problems_is_limited_and_the_last_says_so():
    limits = Limits(max_problems=3)
    assert len(read_json("[01,01,01]", limits).problems) == 3
    read = read_json("[01,01,01,01,01]", limits)
    assert read.document == [1, 1, 1, 1, 1]
    assert [problem.kind.value for problem in read.problems] == ["leading-zero"] * 3 + ["too-many-problems"]


def test_the_problem_that_ends_the_reading_is_told_beyond_the_limit():
    read = read_json("[01,01,01,x]", Limits(max_problems=2))
    assert [problem.kind.value for problem in read.problems] == [
        "leading-zero",
        "leading-zero",
        "syntax",
        "too-many-problems",
    ]


@pytest.mark.parametrize(
    ("body", "document", "expected"),
    [
        (b'{"a": ["ok", "caf\xe9 \xe9"]}', {"a": ["ok", "caf\ufffd \ufffd"]}, [("a[1]", "not-utf8", 17)]),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}, [("", "byte-order-mark", None)]),
        ('{"a": 01}'.encode("utf-16"), {"a": 1}, [("", "wrong-charset", None), ("a", "leading-zero", 6)]),
    ],
)
def test_problems_of_bytes_come_first_and_are_placed(body, document, expected):
    read = read_json(body)
    assert read.document == document
    assert facts(read) == expected


@pytest.mark.parametrize(
    "text",
    ['{"canary-name": "canary-value"}', '{"canary-name": 01}', '{"canary-name": canary-value}', '["canary-value" 1]'],
)
def test_no_repr_and_no_detail_shows_what_was_sent(text):
    read = read_json(text)
    assert "canary" not in repr(read.problems) + "".join(problem.detail for problem in read.problems)


def test_details_leave_room_for_a_place_behind_them():
    texts = [
        "[01]",
        "[1,]",
        "[NaN]",
        '["\n"]',
        r'["\ud800"]',
        '{"a":1,"a":2}',
        "",
        "{a:1}",
        "[1 2]",
        "[1]]",
        "[",
        "[1e999]",
    ]
    for text in texts:
        detail = read_json(text).problems[-1].detail
        assert not detail.endswith(".")
        assert detail == detail.strip()
