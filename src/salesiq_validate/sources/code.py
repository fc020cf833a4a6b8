"""Code: the text of a source file as tokens, with brackets, arguments, and pairs of names and values.

One pass reads every language: it knows names, brackets and strings, but no grammar. The tokens of code inside a string
(`${...}`) come between the tokens of the string's parts. An unfinished token ends with its line or with the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from salesiq_validate.sources.languages import GO, JS, PYTHON, RUBY, Language

_CLOSES: Final = {")": "(", "]": "[", "}": "{"}
_ESCAPE: Final = re.compile(r"""\\(["'\\/$`nt])""")
_REGEX: Final = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/[a-z]*+")
_BEFORE_REGEX: Final = re.compile(r"[(,=:\[!&|?{;]|=>|\|\||&&|==+|return")
_IN_TYPE: Final = re.compile(r"[<>|&.\[\]?]|")
#: How many open brackets a closing bracket may skip to find its partner.
_MOST_SKIPPED: Final = 40
#: How many pairs of names and values we read together.
_MOST_PAIRS: Final = 500


class Pair(NamedTuple):
    """A name and a value: `a = b`, `"a": b`, `a: b`, `x["a"] = b`, `.a(b)`, `("a", b)`."""

    key: str
    #: The token of the name.
    place: int
    #: Where the value begins.
    value: int
    sign: str


class _String(NamedTuple):
    """A kind of string: the pattern of its end and of other interesting parts."""

    pattern: re.Pattern[str]
    is_raw: bool


@lru_cache(maxsize=256)
def _string(language: Language, opening: str) -> _String:
    quote = opening.lstrip("fFrRbBuU$@")
    prefix = opening[: -len(quote)].lower()
    is_raw = "r" in prefix or "@" in prefix or (quote == "`" and language is GO)
    holes = language.holes.get(quote[0]) or next(
        (hole for mark, hole in language.holes.items() if mark in prefix), None
    )
    is_long = len(quote) == 3 or quote in language.long or "@" in prefix
    # The beginning of code comes first, because in Swift it is an escape.
    parts = [
        holes and f"(?P<hole>{holes})",
        re.escape(quote),
        None if is_raw else r"\\[\s\S]",
        None if is_long else r"\n",
    ]
    return _String(re.compile("|".join(filter(None, parts))), is_raw)


class Code:
    """The tokens of a text.

    Kinds are `n`ame, `d`igits, `p`unctuation, `r`egular expression, `s`tring or a part of one; `o`pening and `c`losing
    of a string with code in it, in which `i` begins the code and `h` is a mere name.
    """

    def __init__(self, text: str, language: Language) -> None:
        self.source = text
        self.language = language
        self.kinds: list[str] = []
        self.values: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        #: The bracket around a token, -1 outside all brackets.
        self.parents: list[int] = []
        #: The other bracket of a bracket.
        self.other: dict[int, int] = {}
        #: Where the arguments of a bracket begin.
        self.arguments: dict[int, list[int]] = defaultdict(list)
        self._open: list[int] = []
        self._scan()
        self.count = len(self.kinds)
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]

    @cached_property
    def names(self) -> dict[str, list[int]]:
        """The place of each name, without the marks of variables."""
        found: dict[str, list[int]] = defaultdict(list)
        for token, kind in enumerate(self.kinds):
            if kind == "n":
                found[self.values[token].lstrip("$@")].append(token)
        return found

    def value(self, token: int) -> str:
        """Return a token's text for comparison with signs and names; "" beyond the ends and for strings."""
        return self.values[token] if 0 <= token < self.count and self.kinds[token] in "npi" else ""

    def kind(self, token: int) -> str:
        """Return a token's kind, a blank beyond the ends."""
        return self.kinds[token] if 0 <= token < self.count else " "

    def word(self, token: int) -> str:
        """Return the content of a string without code in it, "" for anything else."""
        return self.values[token] if self.kind(token) == "s" else ""

    def name(self, token: int) -> str:
        """Return a name without the marks of variables, "" for anything else."""
        return self.values[token].lstrip("$@") if self.kind(token) == "n" else ""

    def end(self, token: int) -> int:
        """Return the last token of the unit that begins with a token: the other bracket, or the token itself."""
        return max(self.other.get(token, self.count - 1 if self.kind(token) in "oi" else token), token)

    def has_break(self, token: int) -> bool:
        """Tell whether a line ends between a token and the one before it."""
        return 0 < token < self.count and "\n" in self.source[self.ends[token - 1] : self.starts[token]]

    def is_docstring(self, token: int) -> bool:
        """Tell whether a string is alone on its lines, like a docstring in Python."""
        is_first = token == 0 or self.has_break(token)
        return self.language is PYTHON and self.parents[token] < 0 and is_first and self.has_break(token + 1)

    def is_dot(self, token: int) -> bool:
        """Tell whether a token leads to a member."""
        return self.value(token) in (".", "?.", "->", "::") and self.value(token) != self.language.join

    def indent(self, token: int) -> int:
        """Return how far the line of a token is indented."""
        start = self.lines[bisect_right(self.lines, self.starts[token]) - 1]
        return len(self.source[start : self.starts[token] + 1]) - len(
            self.source[start : self.starts[token] + 1].lstrip()
        )

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every name with a value, in the order of the file."""
        return [pair for token in range(self.count) if self.kinds[token] in "ns" for pair in self._pairs_at(token)]

    @cached_property
    def _places(self) -> list[int]:
        return [pair.place for pair in self.pairs]

    def pairs_in(self, first: int, last: int) -> list[Pair]:
        """Return the pairs whose names are between two tokens, including these."""
        start = bisect_left(self._places, first)
        return self.pairs[start : min(bisect_right(self._places, last), start + _MOST_PAIRS)]

    def starts_of(self, opening: int) -> list[int]:
        """Return where the arguments or members in a bracket begin."""
        return [at for at in self.arguments.get(opening, ())[:_MOST_PAIRS] if at < self.end(opening)]

    def named(self, at: int) -> Pair | None:
        """Return the name and value that begin at a token: `a: b`, `a = b`."""
        return next((pair for pair in self.pairs_in(at, at) if pair.sign in (":", "=", "=>", "to")), None)

    def members(self, opening: int) -> list[Pair]:
        """Return the pairs of an object, of a call's arguments, and `{"name", value}` in them."""
        inside = self.pairs_in(opening, self.end(opening))
        own = [pair for pair in inside if self.parents[pair.place] == opening and pair.sign != "("]
        return own or [pair for pair in inside if pair.sign == "," and self.value(self.parents[pair.place]) == "{"]

    def _pairs_at(self, token: int) -> list[Pair]:
        key, sign, before = self.values[token].lstrip("$@"), self.value(token + 1), self.value(token - 1)
        if key == "forHTTPHeaderField":  # Swift's setValue(value, forHTTPHeaderField: "name")
            return [Pair(self.word(token + 2), token, self.arguments[self.parents[token]][0], "=")]
        if sign in (":", "=", "=>", ":=", "to"):
            value = self._behind_type(token + 2) if sign == ":" else token + 2
            found = [Pair(key, token, value, "=" if value > token + 2 else sign)]
            if (
                before == "," and sign in (":=", "=") and self.value(self.parents[token]) != "("
            ):  # Go's `request, err :=`
                found.insert(0, Pair(self.name(token - 2), token - 2, value, sign))
            return found
        if sign == "]" and before == "[" and self.value(token + 2) == "=":
            return [Pair(key, token, token + 3, "=")]
        if self.language is RUBY and self.word(token + 1) and (self.values[token][:1] == "@" or key == "base_uri"):
            return [Pair(key, token, token + 1, "=")]  # Elixir's `@name "..."`, HTTParty's base_uri
        if sign == "(" and self.kinds[token] == "n":
            return [Pair(key, token, token + 2, "(")]
        bracket = self.value(self.parents[token]) if self.kind(self.parents[token]) == "p" else ""
        if sign in (",", "}") and before in ("{", ",") and bracket == "{" and self.kinds[token] == "n":
            return [Pair(key, token, token, "")]
        is_named = sign == "," and before in ("(", "{", ",") and (self.kinds[token] == "s" or key.startswith("CURLOPT"))
        return [Pair(key, token, token + 2, ",")] if is_named and bracket in ("(", "{") else []

    def _behind_type(self, token: int) -> int:
        """Return the value after `name: Type =`, or else the same token."""
        for at in range(token, min(token + 9, self.count)):
            if self.value(at) == "=" and not self.has_break(at):
                return at + 1
            is_listed = self.value(at) == "," and self.value(token + 1) == "<"
            if self.kinds[at] != "n" and not _IN_TYPE.fullmatch(self.value(at)) and not is_listed:
                break
        return token

    # -- scanning

    def _emit(self, kind: str, value: str, start: int, end: int) -> int:
        token, parent = len(self.kinds), self._open[-1] if self._open else -1
        self.kinds.append(kind)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)
        self.parents.append(parent)
        if kind == "p":
            if value in ("(", "[", "{"):
                self._open.append(token)
                self.arguments[token] = [token + 1]
            elif value in (",", ";") and parent >= 0 and parent in self.arguments:
                self.arguments[parent].append(token + 1)
        return token

    def _scan(self) -> None:
        match, text, at, inside = self.language.token.match, self.source, 0, list[_String]()
        while (found := match(text, at)) is not None:
            kind = found.lastgroup or "p"
            start, at, value = found.start(kind), found.end(), found[kind]
            if kind == "q":
                at = self._read(_string(self.language, value), start, at, inside)
            elif kind == "p" and value in _CLOSES:
                if self._close(value, start, at) == "i":
                    at = self._read(inside.pop(), -1, at, inside)
            elif kind == "p" and value == "/" and (regex := self._regex(start)) is not None:
                at = regex.end()
                self._emit("r", "", start, at)
            elif kind != "c":
                self._emit(kind, value, start, at)

    def _regex(self, start: int) -> re.Match[str] | None:
        before = self.values[-1] if self.kinds and self.kinds[-1] in "np" else "" if self.kinds else ";"
        return _REGEX.match(self.source, start) if self.language is JS and _BEFORE_REGEX.fullmatch(before) else None

    def _close(self, bracket: str, start: int, end: int) -> str:
        """Emit a closing bracket; return the kind of the opening one, "" if there is none."""
        for back in range(1, min(len(self._open), _MOST_SKIPPED) + 1):
            opened = self._open[-back]
            if self.values[opened] == _CLOSES[bracket]:
                del self._open[-back:]
                closing = self._emit("p", bracket, start, end)
                self.other[opened], self.other[closing] = closing, opened
                return self.kinds[opened]
            if self.kinds[opened] in "io":
                break
        self._emit("p", bracket, start, end)
        return ""

    def _read(self, string: _String, start: int, at: int, inside: list[_String]) -> int:
        """Read a string from a place until it ends or code begins in it; return the place after that.

        Arguments:
            start: the place of the opening quote, -1 for a string that goes on after code.
        """
        begin, is_open = at, start < 0
        while True:
            found = string.pattern.search(self.source, at)
            part, at = (found[0], found.end()) if found is not None else ("", len(self.source))
            is_hole = found is not None and found.lastgroup == "hole"
            if part in ("{{", "}}") or (part[:1] == "\\" and not is_hole):
                continue
            if is_hole and not is_open:
                self._open.append(self._emit("o", "", start, begin))
                is_open = True
            text = self.source[begin : at - len(part)]
            if not string.is_raw and "\\" in text:
                text = _ESCAPE.sub(lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), text)
            if not is_open:
                self._emit("s", text, start, at)
                return at
            if text:
                self._emit("s", text, begin, at - len(part))
            if not is_hole:
                opened = self._open.pop()
                closing = self._emit("c", "", at - len(part), at)
                self.other[opened], self.other[closing] = closing, opened
                return at
            if part[-1] in "({":
                self._open.append(self._emit("i", part[-1], at - len(part), at))
                inside.append(string)
                return at
            self._emit("h", part.lstrip("$"), at - len(part), at)
            begin = at
