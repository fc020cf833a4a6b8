"""Tokens of JSON texts, broken ones too: what changes a value in place leaves everything between the tokens as it was.

A body that is not quite JSON must be judged as before, so it is not decoded and written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\],:]|-?[0-9][0-9.eE+-]*|[^\s"{}\[\],:]+', re.DOTALL)
_COLON: Final = re.compile(r"\s*:")
#: Constants of JSON and of the languages that clients are written in.
LITERALS: Final = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity", "None", "True", "False"})


class Token(NamedTuple):
    """One token and what stands between it and the one before."""

    before: str
    text: str
    #: Whether a colon follows.
    is_name: bool

    def __repr__(self) -> str:
        return "<Token>"

    @property
    def is_string(self) -> bool:
        """Whether it begins as a string does."""
        return self.text[:1] == '"'

    @property
    def is_number(self) -> bool:
        """Whether it begins as a number does."""
        return self.text.lstrip("-")[:1].isdigit()

    def decoded(self) -> str | None:
        """Return what a string or a bare name says; None where a string cannot be read."""
        text = self.text
        if not self.is_string:
            return text.strip("'")
        if "\\" not in text and len(text) > 1 and text[-1] == '"':
            return text[1:-1]
        try:
            decoded = json.loads(text, strict=False)
        except ValueError:
            return None
        return decoded if isinstance(decoded, str) else None

    def saying(self, plain: str, other: str) -> str:
        """Return the token as it is written when it says another text, escaped when this one is."""
        if plain == other:
            return self.text
        if self.is_string:
            return json.dumps(other, ensure_ascii="\\u" in self.text)
        at = len(self.text) - len(self.text.lstrip("'"))
        return f"{self.text[:at]}{other}{self.text[at + len(plain) :]}"


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text; the last is empty and carries what stands behind the others."""
    at = 0
    for found in _TOKEN.finditer(text):
        before, at = text[at : found.start()], found.end()
        yield Token(before, found[0], found[0] not in "{}[],:" and _COLON.match(text, at) is not None)
    yield Token(text[at:], "", is_name=False)
