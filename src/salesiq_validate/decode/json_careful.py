"""The careful JSON reader: it says where a text is wrong, makes safe repairs, and goes on.

It reads text that ordinary decoders refuse, so it is written for good messages, not for speed. It keeps its own stack,
because an attacker chooses the depth of a body, and looks at every character a bounded number of times.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, Never

from attrs import define, evolve, field

from salesiq_validate.decode import json_syntax
from salesiq_validate.decode.charset import decode_text
from salesiq_validate.decode.problem import (
    BIG_INTEGER,
    BROKEN,
    BYTE_ORDER_MARK,
    DUPLICATE_KEY,
    EMPTY_BODY,
    HUGE_NUMBER,
    LONE_SURROGATE,
    NOT_A_NUMBER,
    TOO_DEEP,
    TOO_LARGE,
    TOO_MANY_PROBLEMS,
    Lines,
    Problem,
    ProblemKind,
)
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits

# All quantifiers are possessive: on a hostile megabyte, a pattern that can backtrack will do so.
_BLANKS: Final = re.compile(r"[ \t\n\r]*+")
_STRING: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_PLAIN_STRING: Final = re.compile(r'"([^"\\\x00-\x1f\ud800-\udfff]*+)"')
_PLAIN_NAME: Final = re.compile(rf"{_PLAIN_STRING.pattern}[ \t\n\r]*+:[ \t\n\r]*+")
_SEPARATOR: Final = re.compile(r"[ \t\n\r]*+([,\]}]?+)[ \t\n\r]*+")
_SOUND_ESCAPES: Final = re.compile(r'"(?:[^"\\]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+')
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_NUMBER: Final = re.compile(r"-?([0-9]++)(\.[0-9]++)?([eE][+-]?[0-9]++)?(?![\w.+-])")
_NOT_A_NUMBER: Final = re.compile(r"(?:-?Infinity|NaN)(?![\w$])")
_WORD: Final = re.compile(r"(?:true|false|null)(?![\w$])")
#: The rest of a word or number at the end of a text that was cut off.
_CUT_WORD: Final = re.compile(r"(?:t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?|-|-?[0-9]++(?:\.|(?:\.[0-9]++)?[eE][+-]?))\Z")
_WORDS: Final[dict[str, object]] = {"true": True, "false": False, "null": None}
_LONG: Final = range(-(2**63), 2**63)

#: The standard library's decoder, which here accepts control characters; it gets only strings.
_LENIENT: Final = json.JSONDecoder(strict=False)

_OPEN_STRING: Final = "the text ends inside this string; its closing quote is missing, or the body was cut off"
_LEADING_ZERO: Final = (
    "a number must not begin with a zero; remove the zero, or send a string if the zero is part of the value"
)
_TRAILING_COMMA: Final = "there is a comma before a closing bracket; remove it"
_CONTROL_CHARACTER: Final = (
    "there is an unescaped line break or control character in a string; escape it (a line break is \\n), "
    "or look for a closing quote that is missing"
)
_NO_DOUBLE: Final = "the number is too large for a double, so readers turn it into infinity; send it as a string"


class _Stop(Exception):
    """Reading ends here; the problem that ends it is recorded."""


def read_json(text: bytes | str, limits: Limits, *, strict: bool) -> tuple[Any, tuple[Problem, ...]]:
    """Return the document of a JSON text, or `BROKEN` if it cannot be repaired, and every problem; never raises.

    Arguments:
        text: the text; bytes must be UTF-8 (see `charset.decode_text` for other charsets).
        limits: `max_body_bytes`, `max_depth`, `max_digits` and `max_problems` count.
        strict: whether duplicate keys and integers beyond 64 bits are problems. They are in a body that is about to be
            sent; in a recorded body, they have done no harm.
    """
    troubles: tuple[Problem, ...] = ()
    if isinstance(text, bytes):
        text, troubles = decode_text(text, None, limits)
        if troubles and not troubles[-1].repaired:
            return BROKEN, troubles
    reader = _Reader(text, limits, strict)
    reader.read()
    if reader.document is not BROKEN:
        troubles = tuple(
            trouble if trouble.offset is None else evolve(trouble, path=_path_at(text, trouble.offset, limits))
            for trouble in troubles
        )
    return reader.document, (*troubles, *reader.problems)


def _path_at(text: str, offset: int, limits: Limits) -> KeyPath:
    """Return the path of the member or element to which a character of a readable text belongs."""
    before = _Reader(text[:offset], limits, strict=False)
    before.read()
    return before.problems[-1].path if before.document is BROKEN else KeyPath()


@define(eq=False, repr=False)
class _Reader:
    """Reads one text once; the results are in `document` and `problems`."""

    text: str
    limits: Limits
    #: Whether duplicate keys and integers beyond 64 bits are problems.
    strict: bool
    document: object = field(init=False, default=BROKEN)
    problems: list[Problem] = field(init=False, factory=list)
    #: The open containers from the document downwards, and for each object the name of the member being read.
    _open: list[Any] = field(init=False, factory=list)
    _names: list[str | None] = field(init=False, factory=list)
    _lines: Lines = field(init=False)
    _untold: int = field(init=False, default=0)

    def __attrs_post_init__(self) -> None:
        self._lines = Lines(self.text)

    def read(self) -> None:
        """Read the text, once."""
        try:
            value, at = self._document(self._beginning())
            at = self._skip(at)
            if at < len(self.text):
                self._break(at, json_syntax.end_wanted(self.text, at))
            self.document = value
        except _Stop:
            pass
        if self._untold:
            self.problems.append(Problem(kind=ProblemKind.TOO_MANY_PROBLEMS, detail=TOO_MANY_PROBLEMS, repaired=True))

    # -- the document -------------------------------------------------------------------------------------------------

    def _beginning(self) -> int:
        text = self.text
        if len(text) > self.limits.max_body_bytes:
            self._break(0, TOO_LARGE, ProblemKind.TOO_LARGE)
        at = 0
        if text.startswith("\ufeff"):
            self._tell(ProblemKind.BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK)
            at = 1
        at = self._skip(at)
        if at == len(text):
            self._break(at, EMPTY_BODY, ProblemKind.EMPTY_BODY)
        return at

    def _document(self, at: int) -> tuple[object, int]:
        while True:
            value, at, complete = self._value(at)
            while complete:
                if not self._open:
                    return value, at
                value, at, complete = self._after_value(value, at)

    def _value(self, at: int) -> tuple[object, int, bool]:
        """Read a value, or the beginning of a container that is not empty."""
        char = self.text[at : at + 1]
        if char == '"':
            return (*self._string(at), True)
        if char in {"{", "["}:
            return self._container(at, char)
        return (*self._scalar(at), True)

    def _container(self, at: int, opening: str) -> tuple[object, int, bool]:
        if len(self._open) >= self.limits.max_depth:
            self._break(at, TOO_DEEP, ProblemKind.TOO_DEEP)
        container: Any = {} if opening == "{" else []
        inside = self._skip(at + 1)
        if self.text[inside : inside + 1] == ("}" if opening == "{" else "]"):
            return container, inside + 1, True
        self._open.append(container)
        self._names.append(None)
        return None, self._name(inside) if opening == "{" else inside, False

    def _after_value(self, value: object, at: int) -> tuple[object, int, bool]:
        """Put a value into its container, and continue to the next value or to the container's end."""
        text, container = self.text, self._open[-1]
        in_array = type(container) is list
        closing = "]" if in_array else "}"
        char, mark, at = self._separator(at)
        if char not in {",", closing}:
            if mark == len(text):
                self._break_off(mark, f"inside an {'array' if in_array else 'object'}")
            self._break(mark, json_syntax.comma_wanted(text, mark, in_array=in_array))
        if in_array:
            container.append(value)
        else:
            container[self._names[-1]] = value
        if char == ",":
            if text[at : at + 1] != closing:
                return None, at if in_array else self._name(at), False
            self._tell(ProblemKind.TRAILING_COMMA, mark, _TRAILING_COMMA, path=self._path().parent)
            at += 1
        del self._open[-1], self._names[-1]
        return container, at, True

    def _name(self, at: int) -> int:
        """Read a member's name and its colon."""
        text, members = self.text, self._open[-1]
        self._names[-1] = None
        if plain := _PLAIN_NAME.match(text, at):
            name, end = plain[1], plain.end()
        else:
            name, end = self._odd_name(at)
        self._names[-1] = name
        if self.strict and name in members:
            self._tell(ProblemKind.DUPLICATE_KEY, at, DUPLICATE_KEY)
        return end

    def _odd_name(self, at: int) -> tuple[str, int]:
        text = self.text
        if text[at : at + 1] != '"':
            if at == len(text):
                self._break_off(at, "where a member's name should follow")
            self._break(at, json_syntax.name_wanted(text, at))
        name, end = self._string(at)
        self._names[-1] = name
        end = self._skip(end)
        if text[end : end + 1] != ":":
            if end == len(text):
                self._break_off(end, "after a member's name")
            self._break(end, json_syntax.colon_wanted(text, end))
        return name, self._skip(end + 1)

    # -- scalars ------------------------------------------------------------------------------------------------------

    def _string(self, at: int) -> tuple[str, int]:
        text = self.text
        if plain := _PLAIN_STRING.match(text, at):
            return plain[1], plain.end()
        found = _STRING.match(text, at)
        if found is None:
            self._break(at, _OPEN_STRING, ProblemKind.TRUNCATED)
        end = found.end()
        if control := _CONTROL.search(text, at, end):
            self._tell(ProblemKind.CONTROL_CHARACTER, control.start(), _CONTROL_CHARACTER)
        try:
            value: str = _LENIENT.raw_decode(text, at)[0]
        except ValueError:
            value = ""
            sound = _SOUND_ESCAPES.match(text, at)
            escape = sound.end() if sound else at
            self._break(escape, json_syntax.bad_escape(text, escape))
        if not value.isascii() and _SURROGATE.search(value):
            self._tell(ProblemKind.LONE_SURROGATE, at, LONE_SURROGATE)
            value = _SURROGATE.sub("\ufffd", value)
        return value, end

    def _scalar(self, at: int) -> tuple[object, int]:
        text = self.text
        if number := _NUMBER.match(text, at):
            return self._number(number), number.end()
        if word := _WORD.match(text, at):
            return _WORDS[word[0]], word.end()
        if word := _NOT_A_NUMBER.match(text, at):
            self._tell(ProblemKind.NOT_A_NUMBER, at, NOT_A_NUMBER)
            return None, word.end()
        if at == len(text):
            self._break_off(at, "where a value should follow")
        if _CUT_WORD.match(text, at):
            self._break_off(at, "inside a value")
        return self._break(at, (json_syntax.value_wanted if self._open else json_syntax.document_wanted)(text, at))

    def _number(self, number: re.Match[str]) -> int | float | None:
        literal, digits = number[0], number[1]
        if digits[0] == "0" and len(digits) > 1:
            self._tell(ProblemKind.LEADING_ZERO, number.start(), _LEADING_ZERO)
            sign = "-" if literal[0] == "-" else ""
            literal = sign + (digits.lstrip("0") or "0") + literal[len(sign) + len(digits) :]
        if number[2] or number[3]:
            return self._double(float(literal), number.start())
        if len(literal.lstrip("-")) > self.limits.max_digits:
            self._tell(ProblemKind.HUGE_NUMBER, number.start(), HUGE_NUMBER)
            return None
        try:
            integer = int(literal)
        except ValueError:  # the interpreter's own limit for digits is lower than ours
            self._tell(ProblemKind.HUGE_NUMBER, number.start(), HUGE_NUMBER)
            return None
        if self.strict and integer not in _LONG:
            self._tell(ProblemKind.BIG_INTEGER, number.start(), BIG_INTEGER)
        return integer

    def _double(self, value: float, at: int) -> float | None:
        if math.isinf(value):
            self._tell(ProblemKind.HUGE_NUMBER, at, _NO_DOUBLE)
            return None
        return value

    # -- telling ------------------------------------------------------------------------------------------------------

    def _separator(self, at: int) -> tuple[str, int, int]:
        """Return the comma or bracket after a value (or ""), its offset, and the offset of the next token."""
        found = _SEPARATOR.match(self.text, at)
        return (found[1], found.start(1), found.end()) if found else ("", at, at)

    def _skip(self, at: int) -> int:
        found = _BLANKS.match(self.text, at)
        return found.end() if found else at

    def _path(self) -> KeyPath:
        """Return the path of the member or element being read."""
        segments: list[str | int] = []
        for container, name in zip(self._open, self._names, strict=True):
            if type(container) is list:
                segments.append(len(container))
            elif name is not None:
                segments.append(name)
        return KeyPath(segments)

    def _tell(self, kind: ProblemKind, at: int, detail: str, *, path: KeyPath | None = None) -> None:
        """Record a problem, and continue to read."""
        if len(self.problems) >= self.limits.max_problems:
            self._untold += 1
            return
        self._record(kind, at, detail, path=path, repaired=True)

    def _break(self, at: int, detail: str, kind: ProblemKind = ProblemKind.SYNTAX) -> Never:
        """Record the problem that ends the reading."""
        self._record(kind, at, detail, path=None, repaired=False)
        raise _Stop

    def _break_off(self, at: int, where: str) -> Never:
        self._break(at, f"the text ends {where}: was the body cut off?", ProblemKind.TRUNCATED)

    def _record(self, kind: ProblemKind, at: int, detail: str, *, path: KeyPath | None, repaired: bool) -> None:
        place = self._lines.at(at)
        self.problems.append(
            Problem(
                kind=kind,
                detail=detail,
                path=self._path() if path is None else path,
                line=place.line,
                column=place.column,
                offset=at,
                repaired=repaired,
            )
        )
