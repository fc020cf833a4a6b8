"""Excerpt: the structure of a JSON body around a fault, on one line, without the values in it.

    { …, "operators": [ …, { "name": <a string of 7 characters>, … } ] }
                                     ^

An ellipsis replaces the siblings of the mistake. A reader sees where to look in the body, but none of its values.
"""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.privacy.shapes import shape_of
from salesiq_validate.run.results.body_document import document_around
from salesiq_validate.run.results.shown import redactor, shown_path

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding
    from salesiq_validate.keypath import KeyPath

#: How many characters of a value we show.
_MOST_SHOWN: Final = 60
#: The shape of a missing value.
ABSENT: Final = "absent"


class Container(NamedTuple):
    """An object or array on the way to a fault."""

    #: The name of the member that leads on, in a form that may be shown; None in an array.
    member: str | None
    #: Whether other members or elements come before and after.
    before: bool
    after: bool


class Excerpt(NamedTuple):
    """The containers on the way to a mistake, from the document inwards, and the shape of the value there."""

    containers: tuple[Container, ...]
    #: The fault's shape, or its JSON text where `is_value`.
    fault: str
    is_value: bool = False

    def line(self, width: int) -> tuple[str, str]:
        """Return the excerpt on one line, and the part of the line before the caret.

        Arguments:
            width: how many columns there are; an ellipsis replaces the outermost containers first.
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
        if before is None or self.fault != ABSENT:
            before = opening
        return opening + (self.fault if self.is_value else f"<{self.fault}>") + closing, before


def excerpt_of(exchange: Exchange, finding: Finding, *, show_values: bool = False) -> Excerpt | None:
    """Return the structure around a finding's place in a JSON body, None if there is none.

    Arguments:
        exchange: the finding's exchange.
        finding: its `path` is the place in the body.
        show_values: show the value at the fault, but still replace secrets and personal data.
    """
    document = document_around(exchange, finding)
    path, shown = finding.path, shown_path(finding, show_values=show_values)
    if document is BROKEN or path is None or shown is None:
        return None
    containers: list[Container] = []
    value = document
    for segment, name in zip(path.segments, shown.segments, strict=True):
        if isinstance(value, dict) and isinstance(segment, str):
            size, at = len(value), next((at for at, key in enumerate(value) if key == segment), len(value))
        elif isinstance(value, (list, tuple)) and isinstance(segment, int):
            size, at = len(value), min(segment, len(value))
        else:
            return Excerpt(tuple(containers), ABSENT)
        containers.append(Container(name if isinstance(name, str) else None, before=at > 0, after=at < size - 1))
        if at == size:
            return Excerpt(tuple(containers), ABSENT)
        value = value[segment]
    if show_values:
        return Excerpt(tuple(containers), _value_text(path, value), is_value=True)
    return Excerpt(tuple(containers), shape_of(value))


def value_text(value: Any) -> str:
    """Return the JSON text of a value, cut if it is long."""
    text = json.dumps(value, ensure_ascii=False, default=shape_of)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def columns(text: str) -> int:
    """Return how many terminal columns a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def _value_text(path: KeyPath, value: Any) -> str:
    # The names on the path decide whether a value is secret.
    names = [segment for segment in path.segments if isinstance(segment, str)]
    redacted = redactor().document({names[-1]: value} if names else [value])
    return value_text(next(iter(redacted.values())) if names else redacted[0])
