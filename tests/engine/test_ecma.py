"""Patterns are read as ECMA-262 has them."""

from __future__ import annotations

import contextlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine import generation

from salesiq_validate.engine import ecma


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("^a$", "a\n", False),
        ("a$|b", "a\n", False),
        ("[$]", "$", True),
        (r"\$", "$", True),
        (r"^\d$", "\u0663", False),
        (r"^[\d]$", "7", True),
        (r"^[^\w]$", "é", True),
        (r"caf\b", "café", True),
        (r"\Bé", "é", True),
        (r"[\b]", "\b", True),
        (r"^\s$", "\u3000", True),
        (r"^\S$", "\x85", True),
        (r"^[^\s]$", "\u3000", False),
        (r"^[\S]$", "\ufeff", False),
        (r"^\u00e9\xe9\u{e9}$", "ééé", True),
        (r"^\t\n\v\f\r\0\cA$", "\t\n\x0b\f\r\0\x01", True),
        (r"^\/\-\_\@\.$", "/-_@.", True),
        ("^[[&&||~~]$", "&", True),
        ("^[a-]$", "-", True),
        ("^[-a]$", "-", True),
        (r"^[\]]$", "]", True),
        (r"^[a\-z]$", "b", False),
        (r"^[\x61-\u007a]$", "q", True),
        ("^a]}$", "a]}", True),
        ("^(?:a|b)(?=c)c$", "bc", True),
        ("^(?!b)a$", "a", True),
        ("(?<=a)b", "ab", True),
        ("(?<!a)b", "ab", False),
        (r"^(?<n>a)\k<n>$", "aa", True),
        (r"^(a)\1$", "aa", True),
        ("^a{2}$", "aa", True),
        ("^a{2,}$", "aaa", True),
        ("^a{1,2}?$", "aa", True),
        ("^a*?b+?c??$", "ab", True),
        ("^#x y$", "#x y", True),
        ("^\U0001f600$", "\U0001f600", True),
        ("", "anything", True),
    ],
)
def test_a_pattern_means_what_ecma_says(pattern, text, matches):
    assert ecma.read_pattern(pattern).matches(text) is matches


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "a)",
        "[a",
        "[]",
        "[^]",
        "*",
        "^*",
        "a**",
        "a++",
        "a{,3}",
        "{a}",
        "a{3,1}",
        "[b-a]",
        "\\",
        "\\Z",
        "\\A",
        "\\h",
        "\\07",
        "\\é",
        "\\c",
        "\\u{110000}",
        "\\k",
        "(?P<n>a)",
        "(?P=n)",
        "(?i)a",
        "(?#x)",
        "(?>a)",
        "(?<1>a)",
        "\\p{L}",
        "[\\p{L}]",
        "\\1",
        "(?<=a+)b",
        "(?<n>a)(?<n>b)",
        "a{99999999999999999999}",
        "(" * 5_000 + ")" * 5_000,
        "(|*)",
        "a|*",
        "\\b?",
    ],
)
def test_what_is_no_pattern_is_refused_with_a_reason(pattern):
    with pytest.raises(ecma.NoPattern, match=r"^[^'\"]+$"):
        ecma.read_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^[0-9]+$", ()),
        (r"^\d\d$", ("\\d",)),
        (r"[\w\s]\b", ("\\w", "\\s", "\\b")),
        (r"(?=a)(?<!b)", ("lookahead", "lookbehind")),
        (r"(?<n>a)\k<n>", ("named group", "back reference")),
        (r"\0", ("\\0",)),
        ("^(a+)+$", ("nested quantifier",)),
    ],
)
def test_peculiar_parts_are_named(pattern, expected):
    assert ecma.read_pattern(pattern).peculiar == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "^(true|false)$",
        "^[0-9]+(,[0-9]+)*$",
        "^[0-9]+(, ?[0-9]+)*$",
        r"^([a-z]+\.)*[a-z]+$",
        "^([0-9]{1,3}[.]){3}[0-9]{1,3}$",
        "^(ab|cd){1,3}$",
        "^(ab)*$",
        "^((a{2}){3})*$",
        "^(a[^a])*$",
        "^(a+b?)?$",
        "^(/[^/]+)*$",
    ],
)
def test_a_loop_whose_rounds_are_told_apart_is_fine(pattern):
    assert ecma.read_pattern(pattern).matches("x" * 500) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a*)*$",
        "^(a|a)*$",
        "^(a|ab)*$",
        "^(a+b?)*$",
        "^(a?b?)*$",
        "^([a-z]+[a-z])*$",
        "^(,[0-9]*[0-9]*)*$",
        "^(a{1,3}){20}$",
        "^((a+)b)*$",
        r"^(\w+\s?)*$",
        "^(.+,)*$",
        "^([^,]+,?)+$",
        "^(?:a+){2,}$",
        "^([^a]b+)*$",
        "^(é+ü)*$",
    ],
)
def test_other_loops_in_loops_are_a_risk(pattern):
    assert ecma.read_pattern(pattern).matches("a" * 19) is not None
    assert ecma.read_pattern(pattern).matches("a" * 20) is None


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        ("^[0-9]+$", 10_000),
        ("^[a-z]+@[a-z]+[.][a-z]+$", 10_000),
        ("^[0-9]+(,[0-9]+)*$", 10_000),
        ("^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9]).{8,}$", 10_000),
        ("^(?:(?!x).)*$", 10_000),
        ("a*b", 7_745),
        ("^[a-z]*[a-z]*$", 7_744),
        ("^[a-z]*[a-z]*[a-z]*$", 491),
        ("^.*@.*[.].*$", 491),
        ("^a*b*a*b*$", 491),
        ("^a*a*|b*$", 390),
        ("^a*a*a*a*a*$", 65),
        ("^(a|ab){1,3}$", 10_000),
        ("^" + "a?" * 12 + "a{12}$", 10_000),
        ("^" + "a?" * 18 + "a{18}$", 456),
        ("^" + "a?" * 40 + "a{40}$", -1),
    ],
)
def test_a_pattern_is_tried_on_texts_that_it_is_done_with_in_time(pattern, longest):
    read = ecma.read_pattern(pattern)
    assert longest < 0 or read.matches("a" * longest) is not None
    assert read.matches("a" * (longest + 1)) is None


@pytest.mark.parametrize("text", ["a", "ab", "a!", "aB9", "a,1", "a.b"])
@pytest.mark.parametrize(
    "pattern",
    ["^[a-z]*[a-z]*[a-z]*$", "^a*b*a*b*$", "^(a|ab){1,3}$", "^([a-z]+,?)*$", "a*b", "^a*a*a*a*a*$", "^.*@.*[.].*$"],
)
def test_no_pattern_takes_longer_than_its_steps_allow(pattern, text):
    read = ecma.read_pattern(pattern)
    longest = max(length for length in (10, 19, 60, 380, 490, 7_000) if read.steps("a" * length) <= ecma.PATTERN_STEPS)
    hostile = (text * longest)[: longest - 1] + "!"
    began = time.process_time()
    assert read.matches(hostile) is not None
    assert time.process_time() - began < 3


def _linear(schema):
    """Compile a schema as the fast engine does."""
    jsonschema_rs = pytest.importorskip("jsonschema_rs")
    return jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions())


_atoms = st.sampled_from(["a", "b", "[a-c]", "[^a]", ".", "[0-9]", "-", r"\.", "é", "(a|b)", "(?:ab)", "(a|)", "\n"])
_patterns = st.tuples(
    st.sampled_from(["", "^"]),
    st.lists(st.tuples(_atoms, st.sampled_from(["", "", "+", "*", "?", "{2}", "{1,2}", "+?"])), max_size=4),
    st.sampled_from(["", "$"]),
).map(lambda parts: parts[0] + "".join(atom + sign for atom, sign in parts[1]) + parts[2])


@given(_patterns, st.text("abc.-0é\n\r", max_size=6))
def test_portable_patterns_mean_the_same_to_jsonschema_rs(pattern, text):
    assert ecma.read_pattern(pattern).matches(text) == _linear({"pattern": pattern}).is_valid(text)


@given(_patterns, st.text("abc.-0é\r", max_size=6))
def test_portable_patterns_mean_the_same_to_re(pattern, text):
    assert ecma.read_pattern(pattern).matches(text) == bool(re.search(pattern, text))


@given(st.text(r"ab01()[]{}*+?|\^$.-,:=!<>uxpkdc", max_size=8))
def test_any_text_is_a_pattern_or_none(text):
    with contextlib.suppress(ecma.NoPattern):
        ecma.read_pattern(text).matches("ab")


@given(st.text(r"ab01()[]{}*+?|\^$.-,", max_size=8), generation.texts)
def test_what_both_take_means_the_same(text, document):
    try:
        ours = ecma.read_pattern(text)
        theirs = _linear({"pattern": text})
    except (ecma.NoPattern, ValueError):
        return
    if not ours.peculiar:
        assert ours.matches(document) == theirs.is_valid(document)
