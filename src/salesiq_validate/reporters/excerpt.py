"""Excerpt: the structure of a JSON body around a fault, on one line, without the values in it.

    { …, "operators": [ …, { "name": <a string of 7 characters>, … } ] }
                                     ^

Siblings of the fault are an ellipsis: a stranger sees where in the body to look, and nothing of what was sent there.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from salesiq_validate.exchange import Document
from salesiq_validate.finding import Side
from salesiq_validate.redact import shape_of

if TYPE_CHECKING:
    from salesiq_validate.exchange import Body, Exchange
    from salesiq_validate.finding import Finding
    from salesiq_validate.keypath import KeyPath

#: Larger bodies are not decoded a second time for the sake of an excerpt.
_MOST_BYTES: Final = 4_000_000
#: Characters of a value that is shown.
_MOST_SHOWN: Final = 60
_ABSENT: Final = "absent"
_NOWHERE: Final = object()
_NO_DOCUMENT: Final = object()


@frozen
class Container:
    """An object or array on the way to a fault."""

    #: The member that leads on, as it may be shown; None in an array.
    member: str | None
    #: Whether other members or elements stand before and after.
    before: bool
    after: bool


@frozen
class Excerpt:
    """The containers on the way to a fault, from the document inwards, and what stands there."""

    containers: tuple[Container, ...]
    #: The fault's shape, or its JSON text where `is_value`.
    fault: str
    is_value: bool = False

    def line(self, width: int) -> tuple[str, str]:
        """Return the excerpt on one line, and the part of it that stands before the caret.

        Arguments:
            width: columns to fit into; the outermost containers give way to an ellipsis first.
        """
        text, before = self._line(0)
        for outermost in range(1, len(self.containers)):
            if columns(text) <= width:
                break
            text, before = self._line(outermost)
        return text, before

    def _line(self, outermost: int) -> tuple[str, str]:
        opening, closing = ("… ", " …") if outermost else ("", "")
        before = None
        for container in self.containers[outermost:]:
            opening += ("[ " if container.member is None else "{ ") + ("…, " if container.before else "")
            closing = (", …" if container.after else "") + (" ]" if container.member is None else " }") + closing
            if container.member is not None:
                before = opening
                opening += f'"{container.member}": '
        if before is None or self.fault != _ABSENT:
            before = opening
        return opening + (self.fault if self.is_value else f"<{self.fault}>") + closing, before


def excerpt_of(exchange: Exchange, finding: Finding, *, show_values: bool = False) -> Excerpt | None:
    """Return the structure around a finding's place in a JSON body, None where there is none to show.

    A refusal's place is one in the request, where SalesIQ saw it; if the request has no such place, it is looked for in
    the response.

    Arguments:
        exchange: the finding's.
        finding: the place inside the body is its `path`.
        show_values: show the value at the fault, secrets and personal data still replaced.
    """
    if finding.path is None:
        return None
    halves = [exchange.request, exchange.response]
    if finding.side is not Side.RESPONSE:
        halves.pop()
    elif finding.error is None:
        halves.pop(0)
    excerpts = [
        _excerpt(document, finding, show_values=show_values)
        for half in halves
        if half is not None and (document := _document(half.body)) is not _NO_DOCUMENT
    ]
    return next((found for found in excerpts if found.fault != _ABSENT), excerpts[0] if excerpts else None)


def columns(text: str) -> int:
    """Return how many columns of a terminal a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def _excerpt(document: Any, finding: Finding, *, show_values: bool) -> Excerpt:
    path: KeyPath = finding.path  # type: ignore[assignment]
    shown = path if finding.redacted_path is None or show_values else finding.redacted_path
    containers: list[Container] = []
    value = document
    for at, segment in enumerate(path.segments):
        if isinstance(value, dict) and isinstance(segment, str):
            names = list(value)
            at_end = segment not in value
            place = len(names) if at_end else names.index(segment)
        elif isinstance(value, (list, tuple)) and isinstance(segment, int):
            names = list(value)
            at_end = segment >= len(names)
            place = min(segment, len(names))
        else:
            value = _NOWHERE
            break
        member = None if isinstance(segment, int) else str(shown.segments[at])
        containers.append(Container(member, before=place > 0, after=place < len(names) - 1))
        if at_end:
            value = _NOWHERE
            break
        value = value[segment]
    if value is _NOWHERE:
        return Excerpt(tuple(containers), _ABSENT)
    if show_values:
        return Excerpt(tuple(containers), _shown(path, value), is_value=True)
    return Excerpt(tuple(containers), shape_of(value))


def _shown(path: KeyPath, value: Any) -> str:
    from salesiq_validate.redactor import Redactor

    names = [segment for segment in path.segments if isinstance(segment, str)]
    holder = {names[-1]: value} if names else value
    redacted = Redactor().document(holder)
    text = json.dumps(next(iter(redacted.values())) if names else redacted, ensure_ascii=False, default=shape_of)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def _document(body: Body) -> Any:
    if isinstance(body, Document):
        return body.value
    if not isinstance(body, bytes) or len(body) > _MOST_BYTES:
        return _NO_DOCUMENT
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return _NO_DOCUMENT
