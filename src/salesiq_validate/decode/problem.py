"""Problem: one trouble with a body's text, and where in the text it is."""

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
    """What kind of trouble it is; the rules turn kinds into findings."""

    #: The text is no JSON, and no repair is safe.
    SYNTAX = "syntax"
    #: The text is JSON as far as it goes, and then it ends.
    TRUNCATED = "truncated"
    #: A number such as `012345`.
    LEADING_ZERO = "leading-zero"
    #: A comma before a closing bracket.
    TRAILING_COMMA = "trailing-comma"
    #: `NaN`, `Infinity` or `-Infinity`.
    NOT_A_NUMBER = "not-a-number"
    #: A control character in a string without an escape.
    CONTROL_CHARACTER = "control-character"
    #: Half of a surrogate pair: no character, and nothing that UTF-8 can carry.
    LONE_SURROGATE = "lone-surrogate"
    #: A member that an object has twice.
    DUPLICATE_KEY = "duplicate-key"
    #: An integer outside the signed 64-bit range, kept exactly.
    BIG_INTEGER = "big-integer"
    #: An integer with more digits than `Limits.max_digits`, or a number too large for a double.
    HUGE_NUMBER = "huge-number"
    #: A caller's object that JSON has no type for.
    NOT_JSON_TYPE = "not-json-type"

    #: No text at all.
    EMPTY_BODY = "empty-body"
    #: The text begins with a byte order mark.
    BYTE_ORDER_MARK = "byte-order-mark"
    #: The text travels in another charset than UTF-8, or in another than the one it announces.
    WRONG_CHARSET = "wrong-charset"
    #: The bytes are not UTF-8.
    NOT_UTF8 = "not-utf8"

    #: The Content-Encoding is not known here.
    UNKNOWN_ENCODING = "unknown-encoding"
    #: The compressed bytes are damaged.
    BAD_COMPRESSION = "bad-compression"
    #: The body is compressed suspiciously well (`Limits.max_ratio`).
    RATIO_EXCEEDED = "ratio-exceeded"

    #: A form's text breaks the rules of its encoding.
    BAD_FORM = "bad-form"
    #: `Limits.max_fields` is hit.
    TOO_MANY_FIELDS = "too-many-fields"
    #: A multipart body breaks the rules of its format.
    BAD_MULTIPART = "bad-multipart"
    #: `Limits.max_parts` is hit.
    TOO_MANY_PARTS = "too-many-parts"

    #: `Limits.max_body_bytes` is hit.
    TOO_LARGE = "too-large"
    #: `Limits.max_depth` is hit.
    TOO_DEEP = "too-deep"
    #: `Limits.max_problems`: the body has more problems than this.
    TOO_MANY_PROBLEMS = "too-many-problems"


@frozen(kw_only=True)
class Problem:
    """One trouble with a body, and where its text breaks.

    Neither the `repr` nor `detail` contains a value or a member's name.
    """

    kind: ProblemKind
    #: What is wrong and what to do, in our words and without a full stop, so that a place can follow.
    detail: str
    #: The member or element where the problem is; the empty path is the whole body. For a form, the field's name is its
    #: only segment.
    path: KeyPath = field(default=KeyPath(), repr=False)
    #: Line and column of the text, in characters and from 1; None where there is no text (compressed, decoded before).
    line: int | None = None
    column: int | None = None
    #: Characters before the place, from 0; bytes, where no text could be had.
    offset: int | None = None
    #: True when reading went on, with the text as it was meant or as it stands; False when it ended here.
    repaired: bool = False


class Position(NamedTuple):
    """A place in a text, as editors count."""

    #: From 1; only a line feed ends a line (a carriage return before it belongs to the line).
    line: int
    #: Characters (not bytes) from 1.
    column: int
    #: Characters before the place, from 0.
    offset: int


@define(repr=False, eq=False)
class Lines:
    """Counts lines on the way: places asked for in ascending order cost one pass over the text together."""

    _text: str
    #: The last answer, as (offset, its line, where that line begins); replaced whole, so threads may share it.
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


# What more than one reader says.
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
