"""Tokens of JSON texts, broken ones too: what changes a value in place leaves everything between the tokens as it was.

A body that is not quite JSON must give the same findings, so it is not decoded and rewritten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\]]|-?[0-9][0-9.eE+-]*|[^\s"{}\[\],:]+', re.DOTALL)
_COLON: Final = re.compile(r"\s*:")
#: Constants of JSON and of the languages that clients are written in.
LITERALS: Final = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity", "None", "True", "False"})


def tokens(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the brackets, strings, numbers and words of a text.

    Each comes with what stands before it, and with whether a colon follows. The last is empty, behind everything else.
    """
    at = 0
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        yield text[at:start], found[0], found[0] not in "{}[]" and _COLON.match(text, end) is not None
        at = end
    yield text[at:], "", False


def is_string(token: str) -> bool:
    """Tell whether a token begins as a string does."""
    return token[:1] == '"'


def is_number(token: str) -> bool:
    """Tell whether a token begins as a number does."""
    return token.lstrip("-")[:1].isdigit()


def decoded(token: str) -> str | None:
    """Return the text of a string or a bare word; None if a string cannot be read."""
    if not is_string(token):
        return token.strip("'")
    if "\\" not in token and len(token) > 1 and token[-1] == '"':
        return token[1:-1]
    try:
        text = json.loads(token, strict=False)
    except ValueError:
        return None
    return text if isinstance(text, str) else None


def saying(token: str, plain: str, other: str) -> str:
    """Return a token that says one text as it is written when it says another, escaped when this one is."""
    if plain == other:
        return token
    if is_string(token):
        return json.dumps(other, ensure_ascii="\\u" in token)
    at = len(token) - len(token.lstrip("'"))
    return f"{token[:at]}{other}{token[at + len(plain) :]}"
