"""Scrambling: makes texts unreadable, but keeps the form that schemas check.

Letters become other letters of the same case, digits become other digits, and everything else stays. So lengths,
patterns and word counts stay the same. In a run, equal words become equal words, so that related data stay related.
Without the key, nobody can look up which word became which.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
#: The schemes of URLs, which stay.
_SCHEME: Final = re.compile(r"\b(?:https?|ftp|wss?)://", re.IGNORECASE)
_LOWER: Final = "abcdefghijklmnopqrstuvwxyz"
_UPPER: Final = _LOWER.upper()
_DIGITS: Final = "0123456789"
#: The replacements for letters beyond ASCII; each has two bytes in UTF-8.
_FOREIGN_LOWER: Final = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ"
_FOREIGN_UPPER: Final = _FOREIGN_LOWER.upper()
#: Texts with no more digits than this keep them: a version, a rating, a room number.
_FEW_DIGITS: Final = 3
#: Rules judge integers from these values on differently: beyond 2**53, JSON numbers lose digits in other programs, and
#: beyond 64 bits, JSON readers disagree.
_STEPS: Final = (2**53, 2**53 + 1, 2**63, 2**63 + 1, 2**64)


class Scrambler:
    """Scrambles words by a keyed hash, without remembering any."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "<Scrambler>"

    def text(self, text: str) -> str:
        """Scramble the words of a text, and its digits unless they are few."""
        keeps_digits = sum(map(str.isdigit, text)) <= _FEW_DIGITS
        pieces, at = [], 0
        for scheme in _SCHEME.finditer(text):
            pieces += [self._words(text[at : scheme.start()], keeps_digits=keeps_digits), scheme[0]]
            at = scheme.end()
        return "".join([*pieces, self._words(text[at:], keeps_digits=keeps_digits)])

    def digits(self, text: str, *, kept: int = 1) -> str:
        """Replace all but the first few digits of an id, and do the same with hexadecimal letters."""
        if not text.isascii() or not text.isdigit():
            return self._id(text, kept)
        # The new number must be on the same side of every step.
        for more in range(kept, len(text)):
            scrambled = self._id(text, more)
            if _step(scrambled) == _step(text):
                return scrambled
        return text

    def number(self, text: str, *, kept: int = 1) -> str:
        """Replace the digits of a JSON number, or of an attempt at one; signs, leading zeros and exponent stay."""
        mantissa, mark, exponent = text.replace("E", "e").partition("e")
        digits = mantissa.lstrip("-+0.")
        return f"{mantissa[: len(mantissa) - len(digits)]}{self.digits(digits, kept=kept)}{mark}{exponent}"

    def date(self, text: str) -> str:
        """Replace a date by another one, written in the same way."""
        return _WORD.sub(lambda found: self._part_of_date(found[0]), text)

    def _part_of_date(self, word: str) -> str:
        if not word.isascii() or not word.isdigit() or len(word) not in (1, 2, 4):
            return self._word(word, keeps_digits=False)
        number = next(self._stream(word))
        if len(word) == 4:
            return f"{1900 + number % 100}"
        return f"{1 + number % (9 if len(word) == 1 else 12):0{len(word)}d}"

    def _words(self, text: str, *, keeps_digits: bool) -> str:
        return _WORD.sub(lambda found: self._word(found[0], keeps_digits=keeps_digits), text)

    def _word(self, word: str, *, keeps_digits: bool) -> str:
        if word.isascii() and word.isdigit():
            return word if keeps_digits else self.digits(word)
        return "".join(
            character if keeps_digits and character.isdigit() else _like(character, number)
            for character, number in zip(word, self._stream(word), strict=False)
        )

    def _id(self, text: str, kept: int) -> str:
        out = list(text[:kept])
        for character, number in zip(text[kept:], self._stream(text), strict=False):
            if character.isdigit():
                out.append(_like(character, number))
            elif character in "abcdef":
                out.append("abcdef"[number % 6])
            elif character in "ABCDEF":
                out.append("ABCDEF"[number % 6])
            else:
                out.append(character)
        return "".join(out)

    def _stream(self, text: str) -> Iterator[int]:
        """Return at least as many numbers as the text has characters."""
        source = text.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(source, key=self._key).digest()
        yield from digest
        if len(text) > len(digest):
            yield from hashlib.shake_256(self._key + digest).digest(len(text) - len(digest))


def _like(character: str, number: int) -> str:
    """Return another character of the same kind."""
    if character.isascii():
        choice = _DIGITS if character.isdigit() else _UPPER if character.isupper() else _LOWER
    elif character.isdecimal():
        # Choose from the same script, whose digits have consecutive code points.
        return chr(ord(character) - unicodedata.decimal(character) + number % 10)
    elif character.isalpha():
        choice = _FOREIGN_UPPER if character.isupper() else _FOREIGN_LOWER
    else:
        return character
    return choice[number % len(choice)]


def _step(digits: str) -> int:
    """Return how many steps a number has passed; a text with more digits has passed them all."""
    return sum(int(digits) >= step for step in _STEPS) if len(digits) <= 20 else len(_STEPS)
