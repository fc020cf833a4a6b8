from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesiq_validate.privacy.printable import printable

HOSTILE = (
    "\x00\x07\x08\t\n\r\x1b\x7f\x80\x85\x9b\x9d\xa0\xad"
    "\u034f\u061c\u115f\u180e\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u2800\u3000\u3164\ufe0f\ufeff\ufff9\uffff"
    "\ud800\udfff\ue000\U000e0001\U000e0041\U000e0100\U0010ffff"
)
hostile_text = st.text(st.one_of(st.sampled_from(HOSTILE), st.sampled_from("a]\\[;0m\"'é漢"), st.characters()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("operators[1].name", "operators[1].name"),
        ("café 漢字 ☎", "café 漢字 ☎"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]52;c;aGk=\x07", r"\x1b]52;c;aGk=\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("one\r\n::error::two", r"one\r\n::error::two"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("pay\u200bpal", r"pay\u200bpal"),
        ("\ud83d", r"\ud83d"),
        ("\U000e0041", r"\U000e0041"),
        ("a\xa0b", r"a\xa0b"),
        ("\x7f", r"\x7f"),
        (r"\n stays", r"\n stays"),
        ("", ""),
    ],
)
def test_text_is_shown(text, shown):
    assert printable(text) == shown


@given(hostile_text)
def test_nothing_hostile_is_left(text):
    shown = printable(text)
    assert shown.isprintable()
    assert not set(shown) & set(HOSTILE)
    shown.encode("utf-8")


@given(hostile_text)
def test_no_character_turns_the_reading_direction(text):
    formats = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert not formats & {unicodedata.bidirectional(character) for character in printable(text)}


@given(hostile_text)
def test_safe_text_is_left_alone(text):
    shown = printable(text)
    assert printable(shown) == shown


@given(hostile_text, hostile_text)
def test_texts_are_escaped_character_by_character(left, right):
    assert printable(left + right) == printable(left) + printable(right)


@given(hostile_text, st.integers(0, 40))
def test_a_limit_is_kept_and_cuts_no_escape_in_two(text, limit):
    whole, cut = printable(text), printable(text, limit=limit)
    assert len(cut) <= limit
    if len(whole) <= limit:
        assert cut == whole
    else:
        assert cut.endswith("..."[:limit])
        head = cut.removesuffix("..."[:limit])
        assert any(printable(text[:length]) == head for length in range(len(text) + 1))


def test_a_long_text_is_not_escaped_beyond_its_limit():
    class Counting(str):
        seen = 0

        __slots__ = ()

        def __iter__(self):
            for character in str.__iter__(self):
                Counting.seen += 1
                yield character

    assert printable(Counting("\x00" * 1_000_000), limit=10) == r"\x00..."
    assert Counting.seen < 10
