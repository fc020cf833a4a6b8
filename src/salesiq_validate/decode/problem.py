"""Problem: one problem in the text of a body, and its place in the text."""

from __future__ import annotations

import enum
from typing import Final, NamedTuple

from attrs import define, field, frozen

from salesiq_validate.keypath import KeyPath


class Broken(enum.Enum):
    """The type of `BROKEN`."""

    BROKEN = "broken"

    def __repr__(self) -> str:
        return "BROKEN"


#: The document of a text that cannot be repaired.
BROKEN: Final = Broken.BROKEN


class ProblemKind(enum.StrEnum):
    """The kind of a problem; rules turn kinds into findings."""

    #: The text is not JSON, and no repair is safe.
    SYNTAX = "syntax"
    #: The text ends in the middle; up to there it is JSON.
    TRUNCATED = "truncated"
    #: A number such as `012345`.
    LEADING_ZERO = "leading-zero"
    #: A comma before a closing bracket.
    TRAILING_COMMA = "trailing-comma"
    #: `NaN`, `Infinity` or `-Infinity`.
    NOT_A_NUMBER = "not-a-number"
    #: A control character in a string without an escape.
    CONTROL_CHARACTER = "control-character"
    #: Half of a surrogate pair: it is not a character, and UTF-8 cannot encode it.
    LONE_SURROGATE = "lone-surrogate"
    #: An object has two members with the same name.
    DUPLICATE_KEY = "duplicate-key"
    #: An integer outside the signed 64-bit range, kept exactly.
    BIG_INTEGER = "big-integer"
    #: An integer with more digits than `Limits.max_digits`, or a number too large for a double.
    HUGE_NUMBER = "huge-number"
    #: A caller's object with a type that JSON does not have.
    NOT_JSON_TYPE = "not-json-type"

    #: There is no text.
    EMPTY_BODY = "empty-body"
    #: The text begins with a byte order mark.
    BYTE_ORDER_MARK = "byte-order-mark"
    #: The charset of the text is not UTF-8, or not the announced one.
    WRONG_CHARSET = "wrong-charset"
    #: The bytes are not UTF-8.
    NOT_UTF8 = "not-utf8"

    #: The Content-Encoding is not supported.
    UNKNOWN_ENCODING = "unknown-encoding"
    #: The compressed bytes are damaged.
    BAD_COMPRESSION = "bad-compression"
    #: The body is compressed suspiciously well (`Limits.max_ratio`).
    RATIO_EXCEEDED = "ratio-exceeded"

    #: A form's text breaks the rules of its encoding.
    BAD_FORM = "bad-form"
    #: The form has more fields than `Limits.max_fields`.
    TOO_MANY_FIELDS = "too-many-fields"
    #: A multipart body breaks the rules of its format.
    BAD_MULTIPART = "bad-multipart"
    #: The body has more parts than `Limits.max_parts`.
    TOO_MANY_PARTS = "too-many-parts"

    #: The body is longer than `Limits.max_body_bytes`.
    TOO_LARGE = "too-large"
    #: The document is nested deeper than `Limits.max_depth`.
    TOO_DEEP = "too-deep"
    #: The body has more problems than `Limits.max_problems`.
    TOO_MANY_PROBLEMS = "too-many-problems"


@frozen(kw_only=True)
class Problem:
    """One problem in a body, and its place.

    Neither the `repr` nor `detail` contains a value or a member's name.
    """

    kind: ProblemKind
    #: What is wrong and what to do, in our words and without a full stop, so that a place can follow.
    detail: str
    #: The member or element where the problem is; the empty path is the whole body. For a form, the field's name is its
    #: only segment.
    path: KeyPath = field(default=KeyPath(), repr=False)
    #: Line and column in the text, in characters, counted from 1; None if there is no text (it is compressed, or was
    #: already decoded).
    line: int | None = None
    column: int | None = None
    #: Number of characters before the place; number of bytes if there is no text.
    offset: int | None = None
    #: True if the reader continued, with a repair or with the text as it is; False if it stopped here.
    repaired: bool = False


class Position(NamedTuple):
    """A place in a text, counted as in editors."""

    #: Counted from 1; only a line feed ends a line (a carriage return before it belongs to the line).
    line: int
    #: In characters (not bytes), counted from 1.
    column: int
    #: Number of characters before the place.
    offset: int


@define(repr=False, eq=False)
class Lines:
    """Counts lines step by step: for places in ascending order, one pass over the text is enough."""

    _text: str
    #: The last result: offset, its line, and the beginning of that line; replaced as a whole, so threads may share it.
    _mark: tuple[int, int, int] = field(init=False, default=(0, 1, 0))

    def at(self, offset: int) -> Position:
        """Return the line and column of a character."""
        known, line, begin = self._mark
        if offset < known:
            known, line, begin = 0, 1, 0
        if breaks := self._text.count("\n", known, offset):
            line += breaks
            begin = self._text.rindex("\n", known, offset) + 1
        self._mark = (offset, line, begin)
        return Position(line, offset - begin + 1, offset)


# Messages that several readers use.
EMPTY_BODY: Final = "the body is empty, but JSON has no empty document; send at least {} or []"
BYTE_ORDER_MARK: Final = "the text begins with a byte order mark; remove it"
DUPLICATE_KEY: Final = "the object has this member more than once, and JSON does not say which one counts; send it once"
BIG_INTEGER: Final = "the integer does not fit into 64 bits, so most readers round it; send it as a string"
HUGE_NUMBER: Final = "the integer has more digits than max_digits allows; send it as a string"
NOT_A_NUMBER: Final = "NaN and Infinity are not JSON numbers; send a number, or null"
LONE_SURROGATE: Final = (
    "half of a surrogate pair is not a character; was the text cut inside an emoji? cut between characters"
)
TOO_LARGE: Final = "the body is larger than max_body_bytes allows, so it was not read; raise that limit to check it"
TOO_DEEP: Final = "arrays and objects are nested deeper than max_depth allows; send a flatter body, or raise that limit"
TOO_MANY_PROBLEMS: Final = "the body has more problems than max_problems; correct these first"
