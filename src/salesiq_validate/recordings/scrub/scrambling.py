"""Scrambling: texts that nobody can read any more and that schemas judge as before.

Letters become other letters of the same case, digits other digits, and everything else stays, so lengths, patterns and
word counts are kept. A word becomes the same word wherever it stands in a run, which keeps what belongs together
together, and with a key nobody can look it up.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD: Final = re.compile(r"[^\W_]+")
_LOWER: Final = "abcdefghijklmnopqrstuvwxyz"
_UPPER: Final = _LOWER.upper()
_DIGITS: Final = "0123456789"
#: What letters beyond ASCII become: others beyond ASCII, of two bytes each in UTF-8.
_FOREIGN_LOWER: Final = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ"
_FOREIGN_UPPER: Final = _FOREIGN_LOWER.upper()


class Scrambler:
    """Scrambles words by a keyed hash; nothing is remembered."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "<Scrambler>"

    def text(self, text: str) -> str:
        """Scramble the words of a text; one without letters (a date, a number, a mark) stays."""
        if not any(map(str.isalpha, text)):
            return text
        return _WORD.sub(lambda found: self._word(found[0]), text)

    def digits(self, text: str, *, kept: int = 1) -> str:
        """Replace the digits of an id behind the first few by others, and so hexadecimal letters."""
        stream = self._stream(text)
        out = list(text[:kept])
        for character in text[kept:]:
            number = next(stream)
            if character.isdigit():
                out.append(_DIGITS[number % 10])
            elif character in "abcdef":
                out.append("abcdef"[number % 6])
            elif character in "ABCDEF":
                out.append("ABCDEF"[number % 6])
            else:
                out.append(character)
        return "".join(out)

    def _word(self, word: str) -> str:
        if word.isdigit() and len(word) <= 3:
            return word
        stream = self._stream(word)
        return "".join(self._character(character, next(stream)) for character in word)

    @staticmethod
    def _character(character: str, number: int) -> str:
        if character.isascii():
            choice = _DIGITS if character.isdigit() else _UPPER if character.isupper() else _LOWER
        elif character.isalpha():
            choice = _FOREIGN_UPPER if character.isupper() else _FOREIGN_LOWER
        else:
            return character
        return choice[number % len(choice)]

    def _stream(self, text: str) -> Iterator[int]:
        source = text.encode("utf-8", "surrogatepass")
        block = 0
        while True:
            salt = block.to_bytes(8, "big")
            yield from hashlib.blake2b(source, key=self._key, salt=salt).digest()
            block += 1
