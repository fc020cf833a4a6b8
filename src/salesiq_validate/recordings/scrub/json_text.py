"""Tokens of JSON texts, including broken ones: values change in place, and everything between the tokens stays.

A body that is almost JSON must give the same findings after scrubbing, so we do not decode and rewrite it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\]]|-?[0-9][0-9.eE+-]*|[^\s"{}\[\],:]+', re.DOTALL)
_COLON: Final = re.compile(r"\s*:")
#: Constants of JSON and of the programming languages of clients.
LITERALS: Final = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity", "None", "True", "False"})


def tokens(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the brackets, strings, numbers and words of a text.

    Each token comes with the text before it, and with whether a colon follows. The last token is empty; it comes with
    the rest of the text.
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
    """Return a token for a new text in the style of an old token, with escapes if the old token has them."""
    if plain == other:
        return token
    if is_string(token):
        return json.dumps(other, ensure_ascii="\\u" in token)
    at = len(token) - len(token.lstrip("'"))
    return f"{token[:at]}{other}{token[at + len(plain) :]}"
