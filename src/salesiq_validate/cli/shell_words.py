"""Shell words: splits a pasted command as a POSIX shell would, without running anything.

`shlex` is not enough: browsers copy requests with `$'...'`, commands take several lines and end in a pipe, and browsers
on Windows write `^"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from salesiq_validate.exceptions import UnusableArgument

#: The beginning of the next command, or of a redirection.
_ENDS: Final = frozenset({"|", "||", "&&", "&", ";", ">", ">>", "<", "2>", "2>&1", "|&"})
_ESCAPES: Final = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    "E": "\x1b",
}
_HEX: Final = "[0-9A-Fa-f]"
_ANSI_C: Final = re.compile(rf"\\(?:x({_HEX}{{1,2}})|u({_HEX}{{1,4}})|U({_HEX}{{1,8}})|([0-7]{{1,3}})|(.))", re.DOTALL)
#: A caret, after which cmd.exe reads the next character literally.
_CARET: Final = re.compile(r"\^(\r?\n|.)", re.DOTALL)

_WORD: Final = re.compile(
    r"""
      \$'(?P<ansi>(?:[^'\\]|\\.)*)'
    | '(?P<single>[^']*)'
    | "(?P<double>(?:[^"\\]|\\.)*)"
    | \\(?P<escaped>\r?\n|.)
    | (?P<blank>[ \t\r\n]+)
    | (?P<plain>[^ \t\r\n'"\\$]+|\$)
    """,
    re.VERBOSE | re.DOTALL,
)


def split_command(text: str) -> list[str]:
    """Return the words of the first command in a text.

    Raises:
        UnusableArgument: a quote is not closed.
    """
    if re.search(r'\^["\r\n]', text):
        text = _CARET.sub(lambda found: " " if found[1].endswith("\n") else found[1], text)
    words = []
    for word, is_quoted in _words(text.strip()):
        if not is_quoted and word in _ENDS:
            break
        if not is_quoted and word.endswith(";"):
            words.append(word[:-1])
            break
        words.append(word)
    return words


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words and whether any part of them was quoted."""
    word, quoted, at = "", False, 0
    begun = False
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            raise UnusableArgument("a quote in the command is not closed; paste the whole command")
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "blank":
            if begun:
                yield word, quoted
            word, quoted, begun = "", False, False
            continue
        piece = found[kind]
        if kind == "escaped":
            if piece.endswith("\n"):
                continue
        elif kind == "double":
            piece = re.sub(r"\\(\r?\n|[\\\"$`])", lambda inner: "" if inner[1].endswith("\n") else inner[1], piece)
        elif kind == "ansi":
            piece = _ANSI_C.sub(_ansi, piece)
        word += piece
        begun = True
        quoted = quoted or kind in {"ansi", "single", "double", "escaped"}
    if begun:
        yield word, quoted


def _ansi(found: re.Match[str]) -> str:
    for group, base in ((1, 16), (2, 16), (3, 16), (4, 8)):
        if found[group] is not None:
            code = int(found[group], base)
            return chr(code) if code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
    return _ESCAPES.get(found[5], found[5])
