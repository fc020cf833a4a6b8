"""Forms: reads the fields of an `application/x-www-form-urlencoded` text, such as a form body or a query string."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from attrs import frozen

from salesiq_validate.decode.charset import decode_text
from salesiq_validate.decode.problem import TOO_LARGE, TOO_MANY_PROBLEMS, Lines, Problem, ProblemKind
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits

_FIELD: Final = re.compile(r"[^&]++")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: A field without percent sign and plus, which needs no decoding.
_PLAIN: Final = re.compile(r"[^%+\ud800-\udfff]*+")

_NO_ESCAPE: Final = "a percent sign in a form field has no two hexadecimal digits after it; write it as %25"
_NOT_UTF8: Final = "the percent-encoded bytes of a form field are not UTF-8; encode the text as UTF-8 first"
_JSON: Final = "the body is JSON, but its Content-Type is that of a form; send application/json"
_NO_EQUALS: Final = "a form field has no equals sign; write name=value"
_TOO_MANY: Final = "the form has more fields than max_fields allows, so the rest was not read"


@frozen(repr=False, eq=False)
class FormBody:
    """The result of reading a form."""

    #: Names and values in order, decoded; a name may repeat.
    fields: tuple[tuple[str, str], ...]
    #: The path of each is the field's name.
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"<FormBody of {len(self.fields)} fields, {len(self.problems)} problems>"


def read_form(text: str | bytes, limits: Limits) -> FormBody:
    """Read the fields of a form body or a query string; never raises.

    As servers do, it keeps a bare percent sign as it is, and turns bytes that it cannot decode into U+FFFD.

    Arguments:
        text: the text, without the question mark of a query; bytes must be UTF-8.
        limits: `max_body_bytes`, `max_fields` and `max_problems` count.
    """
    problems: list[Problem] = []
    if isinstance(text, bytes):
        text, troubles = decode_text(text, None, limits)
        if troubles and not troubles[-1].repaired:
            return FormBody((), troubles)
        problems.extend(troubles)
    if len(text) > limits.max_body_bytes:
        return FormBody((), (Problem(kind=ProblemKind.TOO_LARGE, detail=TOO_LARGE),))
    if text.lstrip()[:1] in {"{", "["} and "=" not in text[: text.find('"')]:
        return FormBody((), (Problem(kind=ProblemKind.BAD_FORM, detail=_JSON, line=1, column=1, offset=0),))
    fields: list[tuple[str, str]] = []
    lines = Lines(text)
    for found in _FIELD.finditer(text):
        if len(fields) == limits.max_fields:
            problems.append(
                _problem(ProblemKind.TOO_MANY_FIELDS, _TOO_MANY, lines, found.start(), None, repaired=False)
            )
            break
        fields.append(_field(found[0], found.start(), lines, problems, limits.max_problems))
    return FormBody(tuple(fields), tuple(problems))


def _field(text: str, at: int, lines: Lines, problems: list[Problem], most: int) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    details: list[tuple[str, int]] = []
    field = (_unquote(name, at, details), _unquote(value, at + len(name) + 1, details))
    if not equals:
        details.append((_NO_EQUALS, at))
    for detail, place in details:
        if len(problems) < most:
            problems.append(_problem(ProblemKind.BAD_FORM, detail, lines, place, field[0]))
        elif len(problems) == most:
            problems.append(_problem(ProblemKind.TOO_MANY_PROBLEMS, TOO_MANY_PROBLEMS, lines, place, None))
    return field


def _unquote(text: str, at: int, details: list[tuple[str, int]]) -> str:
    if _PLAIN.fullmatch(text):
        return text
    if escape := _BAD_ESCAPE.search(text):
        details.append((_NO_ESCAPE, at + escape.start()))
    # Otherwise a lone surrogate in the caller's text could not be encoded.
    raw = unquote_to_bytes(text.replace("+", " ").encode("utf-8", "surrogatepass"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        details.append((_NOT_UTF8, at))
        return raw.decode("utf-8", "replace")


def _problem(
    kind: ProblemKind, detail: str, lines: Lines, at: int, name: str | None, *, repaired: bool = True
) -> Problem:
    place = lines.at(at)
    return Problem(
        kind=kind,
        detail=detail,
        path=KeyPath() if name is None else KeyPath((name,)),
        line=place.line,
        column=place.column,
        offset=at,
        repaired=repaired,
    )
