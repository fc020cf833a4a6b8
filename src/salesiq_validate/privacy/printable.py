r"""Make recorded text safe to print, so that it cannot move the cursor or change colours or the text direction.

Terminals obey escape sequences in output, and a recording is not trusted. Add colour *after* this step: neither
`rich.text.Text` nor `rich.markup.escape` stops an ESC byte (rich 15.0).
"""

from __future__ import annotations

from typing import Final

#: Invisible characters that are printable by their Unicode category: fillers, joiners and variation selectors
#: (Default_Ignorable_Code_Point without the format characters), and the blank Braille pattern.
_INVISIBLE: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CUT: Final = "..."


def printable(text: str, *, limit: int | None = None) -> str:
    r"""Escape every character that a terminal or a log would obey or hide: ESC becomes `\x1b`.

    This escapes control characters (C0, DEL, C1), line breaks of every kind, bidirectional and zero-width characters,
    blanks other than the space, lone surrogates, private and unassigned characters. Letters of all scripts stay, and so
    do backslashes, because most text here is JSON. The result is for people to read, not for decoding.

    Arguments:
        text: any text.
        limit: the most characters to return; a longer text is cut, never inside an escape, and ends in `...`.
    """
    if limit is not None:
        return _cut(text, limit)
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable() and character not in _INVISIBLE:
        return character
    return _SHORT.get(character) or _escape(ord(character))


def _escape(code: int) -> str:
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _cut(text: str, limit: int) -> str:
    """Escape only the part of a text that is returned: the text may be megabytes long."""
    pieces: list[str] = []
    length = 0
    #: Where to cut if the rest does not fit: pieces and characters that leave room for the mark.
    kept = 0
    for character in text:
        piece = _visible(character)
        length += len(piece)
        if length > limit:
            return "".join(pieces[:kept]) + _CUT[:limit]
        pieces.append(piece)
        if length <= limit - len(_CUT):
            kept = len(pieces)
    return "".join(pieces)
