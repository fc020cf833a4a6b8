"""JSON texts scrubbed in place: strings and numbers change, and everything between them stays as it was written.

A body that is not quite JSON must be judged as before, so it is not decoded and written anew: its tokens are looked at
one by one, broken ones too, and what no token explains is scrubbed like a text of which nothing is known.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from salesiq_validate.recordings.scrub.values import Values

_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[{}\[\],:]|-?[0-9][0-9.eE+-]*|[^\s"{}\[\],:]+', re.DOTALL)
_COLON: Final = re.compile(r"\s*:")
_LITERALS: Final = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity", "None", "True", "False"})
#: Encoded JSON inside a string inside a string is read so deep; beyond that it is only scrambled.
_DEPTH: Final = 3


def scrub_json(text: str, values: Values, depth: int = 0) -> str:
    """Return a JSON text, or what was meant to be one, with its values scrubbed."""
    out: list[str] = []
    at = 0
    #: Of each open object the name that came last; of each open array that of the value it is.
    names: list[str] = [""]
    for found in _TOKEN.finditer(text):
        piece = found[0]
        out.append(text[at : found.start()])
        at = found.end()
        if piece in "{[":
            names.append(names[-1])
        elif piece in "}]":
            if len(names) > 1:
                names.pop()
        elif piece in ",:" or piece in _LITERALS:
            pass
        elif piece[0] == '"':
            decoded = _decoded(piece)
            if _COLON.match(text, at):
                names[-1] = decoded if decoded is not None else piece.strip('"')
                piece = piece if decoded is None else _encoded(piece, decoded, values.name(decoded))
            elif decoded is None:
                piece = piece[0] + values.loose(piece[1:])
            else:
                piece = _encoded(piece, decoded, _value(names[-1], decoded, values, depth))
        elif piece.lstrip("-")[:1].isdigit():
            piece = values.number(names[-1], piece)
        elif _COLON.match(text, at):
            names[-1] = piece.strip("'")
        else:
            piece = values.loose(piece)
        out.append(piece)
    out.append(text[at:])
    return "".join(out)


def _value(name: str, text: str, values: Values, depth: int) -> str:
    if text[:1] in "{[" and text[-1:] in "}]" and len(text) > 1 and depth < _DEPTH:
        return scrub_json(text, values, depth + 1)
    return values.text(name, text)


def _decoded(token: str) -> str | None:
    if "\\" not in token and len(token) > 1 and token[-1] == '"':
        return token[1:-1]
    try:
        decoded = json.loads(token, strict=False)
    except ValueError:
        return None
    return decoded if isinstance(decoded, str) else None


def _encoded(token: str, before: str, after: str) -> str:
    """Write a string as the other was written: unchanged when it is, and escaped when that was."""
    return token if before == after else json.dumps(after, ensure_ascii="\\u" in token)
