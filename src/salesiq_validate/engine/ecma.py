r"""Read patterns of JSON Schema, which follow ECMA-262, and rewrite them for `re`.

In ECMA-262, `$` matches only at the very end, `\d`, `\w` and `\b` know only ASCII, and `\s` has its own list. Patterns
that ECMA-262 does not allow are refused (`\Z`, `(?P<name>)`, `a{,3}`), and so are patterns that `re` cannot express
(`\p{L}`). The dot means the same as in `re` and jsonschema-rs: anything but a line feed; ECMA-262 excludes three more
characters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from attrs import frozen

from salesiq_validate.engine.loops import Atom, Loops

#: The longest text, in characters, on which a pattern is tried.
TEXT_LIMIT: Final = 10_000
#: Steps that a pattern may take with one text, as counted by `Loops.steps`: `re` has no time limit. So many steps take
#: half a second.
PATTERN_STEPS: Final = 60_000_000

_SPACE: Final = r"\t\n\x0b\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NO_SPACE: Final = (
    r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
    r"\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff"
)
_GROUPS: Final = {"?:": "", "?=": "lookahead", "?!": "lookahead", "?<=": "lookbehind", "?<!": "lookbehind"}
_CONTROLS: Final = {"t": "\t", "n": "\n", "v": "\x0b", "f": "\f", "r": "\r"}
_QUANTIFIER: Final = re.compile(r"(?:([*+?])|\{([0-9]+)(,([0-9]*))?\})(\??)")
_CODE_POINT: Final = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")
_NAME: Final = re.compile(r"<([A-Za-z_][A-Za-z0-9_]*)>")


class NoPattern(ValueError):
    """A text is not an ECMA-262 pattern, or `re` cannot express it; the argument says why, without the text."""


@frozen
class Pattern:
    """A pattern for `re`, and its properties."""

    expression: re.Pattern[str]
    #: Features that engines read differently: "\\d", "lookahead", "nested quantifier".
    peculiar: tuple[str, ...]
    _loops: Loops
    _is_anchored: bool

    def steps(self, text: str) -> int:
        """Return a rough upper bound for the steps that the pattern takes with a text."""
        return self._loops.steps(len(text), anchored=self._is_anchored)

    def matches(self, text: str) -> bool | None:
        """Tell whether a text has a match; None if that might take too long."""
        if len(text) > TEXT_LIMIT or self.steps(text) > PATTERN_STEPS:
            return None
        return self.expression.search(text) is not None


@lru_cache(maxsize=4096)
def read_pattern(pattern: str) -> Pattern:
    """Read a pattern.

    Raises:
        NoPattern: it breaks the grammar, or `re` cannot express it.
    """
    reader = _Reader(pattern)
    source = reader.read()
    try:
        expression = re.compile(source, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        raise NoPattern("the expression cannot be compiled") from None
    risky = reader.loops.divide_in_many_ways
    peculiar = (*dict.fromkeys(reader.peculiar), *(["nested quantifier"] if risky else []))
    is_anchored = pattern.startswith("^") and not reader.loops.has_alternatives
    return Pattern(expression, peculiar, reader.loops, is_anchored)


class _Reader:
    """One pass over a pattern, from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.peculiar: list[str] = []
        self.loops = Loops()

    def read(self) -> str:
        written: list[str] = []
        #: Whether a quantifier may follow.
        repeatable = False
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            quantifier = _QUANTIFIER.match(self.pattern, self.at)
            if quantifier:
                if not repeatable:
                    raise NoPattern("a quantifier has nothing to repeat")
                written.append(self._quantifier(quantifier))
                repeatable = False
                continue
            self.at += 1
            written.append(self._part(char))
            repeatable = char not in "^$(|" and written[-1] not in {r"\b", r"\B"}
        if not self.loops.end():
            raise NoPattern("a parenthesis is not closed")
        return "".join(written)

    def _part(self, char: str) -> str:
        if char == "(":
            return self._group()
        if char == ")":
            if not self.loops.close():
                raise NoPattern("a parenthesis is closed that was not opened")
            return ")"
        if char == "|":
            self.loops.alternative()
            return "|"
        if char == "[":
            return self._set()
        if char == "\\":
            return self._escape()
        if char in "^$":
            return "^" if char == "^" else r"\Z"
        if char == "{":
            raise NoPattern("a brace must be escaped")
        self.loops.atom(Atom.dot() if char == "." else Atom.of(char))
        return char if char == "." else re.escape(char)

    def _quantifier(self, match: re.Match[str]) -> str:
        self.at = match.end()
        sign, low, comma, high, lazy = match.groups()
        least = 1 if sign == "+" else 0 if sign else int(low)
        most = {"?": 1, "*": None, "+": None}[sign] if sign else least if not comma else int(high) if high else None
        if most is not None and most < least:
            raise NoPattern("a quantifier ends before it begins")
        self.loops.repeat(least, most)
        # Rewritten, because `re` has its own meaning for {,3} and for a sign after a quantifier.
        return (sign or f"{{{least}{',' if comma else ''}{high or ''}}}") + lazy

    def _group(self) -> str:
        for sign, name in _GROUPS.items():
            if self.pattern.startswith(sign, self.at):
                self.at += len(sign)
                if name:
                    self.peculiar.append(name)
                self.loops.open(looks_around=bool(name))
                return f"({sign}"
        self.loops.open()
        if self.pattern.startswith("?", self.at):
            named = _NAME.match(self.pattern, self.at + 1)
            if not named:
                raise NoPattern("a group begins with a sign that ECMA-262 does not have")
            self.at = named.end()
            self.peculiar.append("named group")
            return f"(?P<{named[1]}>"
        return "("

    def _escape(self) -> str:
        """Read the text after a backslash outside a set."""
        char = self.pattern[self.at : self.at + 1]
        if char and char in "bB":
            self.at += 1
            self.peculiar.append(f"\\{char}")
            return f"\\{char}"
        if char and char in "dDwWsS":
            self.at += 1
            self.peculiar.append(f"\\{char}")
            self.loops.atom(Atom.any())
            return {"s": f"[{_SPACE}]", "S": f"[^{_SPACE}]"}.get(char, f"\\{char}")
        if char and char in "123456789":
            number = re.compile("[0-9]+").match(self.pattern, self.at)
            self.at = number.end() if number else self.at
            self.peculiar.append("back reference")
            self.loops.atom(Atom.any())
            return f"(?:\\{number[0] if number else char})"
        if char == "k":
            named = _NAME.match(self.pattern, self.at + 1)
            if not named:
                raise NoPattern("\\k needs the name of a group")
            self.at = named.end()
            self.peculiar.append("back reference")
            self.loops.atom(Atom.any())
            return f"(?P={named[1]})"
        char = self._character()
        self.loops.atom(Atom.of(char))
        return re.escape(char)

    def _character(self) -> str:
        """Read a single escaped character, without its backslash."""
        point = _CODE_POINT.match(self.pattern, self.at)
        if point:
            self.at = point.end()
            code = int(point[1] or point[2] or point[3], 16)
            if code > 0x10FFFF:
                raise NoPattern("a code point beyond Unicode")
            return chr(code)
        char = self.pattern[self.at : self.at + 1]
        self.at += 1
        if char in {"p", "P"}:
            raise NoPattern("\\p asks for Unicode properties, which the reference engine does not know")
        if char == "c" and re.match("[A-Za-z]", self.pattern[self.at : self.at + 1]):
            self.at += 1
            return chr(ord(self.pattern[self.at - 1]) % 32)
        if char == "0" and not self.pattern[self.at : self.at + 1].isdigit():
            self.peculiar.append("\\0")
            return "\0"
        if char in _CONTROLS and char:
            return _CONTROLS[char]
        if not char or char.isalnum() or not char.isascii():
            raise NoPattern("a backslash stands before a character that it gives no meaning")
        return char

    def _set(self) -> str:
        """Read a set after its bracket; the result escapes its characters, because `re` reserves `[[` and `&&`."""
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        written: list[str] = []
        atom = Atom.none()
        while not self.pattern.startswith("]", self.at):
            low = self._member()
            is_range = self.pattern.startswith("-", self.at) and not self.pattern.startswith("-]", self.at)
            if len(low) == 1 and is_range:
                self.at += 1
                high = self._member()
                if len(high) != 1 or ord(high) < ord(low):
                    raise NoPattern("a range of characters ends before it begins")
                written.append(f"{re.escape(low)}-{re.escape(high)}")
                atom |= Atom.of(low, high)
            elif len(low) == 1:
                written.append(re.escape(low))
                atom |= Atom.of(low)
            else:
                written.append(low)
                atom |= Atom.any()
        self.at += 1
        if not written:
            raise NoPattern("a set of characters is empty")
        self.loops.atom(~atom if negated else atom)
        return f"[{'^' if negated else ''}{''.join(written)}]"

    def _member(self) -> str:
        r"""Read one member of a set: a character, or the source of a class such as `\d`."""
        char = self.pattern[self.at : self.at + 1]
        if not char:
            raise NoPattern("a set of characters is not closed")
        self.at += 1
        if char != "\\":
            return char
        char = self.pattern[self.at : self.at + 1]
        if char and char in "dDwWsS":
            self.at += 1
            self.peculiar.append(f"\\{char}")
            return {"s": _SPACE, "S": _NO_SPACE}.get(char, f"\\{char}")
        if char == "b":
            self.at += 1
            self.peculiar.append("\\b")
            return "\b"
        return self._character()
