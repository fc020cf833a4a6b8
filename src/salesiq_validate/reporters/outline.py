"""Outline: a JSON body as a tree of lines with a mark at the fault, and shapes in place of the values.

The containers on the way to the mistake are open; everything else is one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.privacy.shapes import redact_name, shape_of
from salesiq_validate.run.results.body_document import document_around
from salesiq_validate.run.results.excerpt import ABSENT, value_text
from salesiq_validate.run.results.shown import redactor, shown_path

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from salesiq_validate.exchange import Exchange
    from salesiq_validate.finding import Finding

#: How many members or elements we list before and after the one that leads to the fault.
_MOST_BESIDE: Final = 12
#: How many containers we open; the deepest documented body has seven.
_MOST_DEPTH: Final = 20


@frozen
class OutlineLine:
    """One line of an outline."""

    depth: int
    text: str
    is_fault: bool = False


def outline_of(
    exchange: Exchange, finding: Finding, *, listed_names: Container[str], show_values: bool = False
) -> tuple[OutlineLine, ...]:
    """Return the outline of the body around a finding's path; empty if there is none.

    Arguments:
        exchange: the finding's exchange.
        finding: its path leads to the fault.
        listed_names: member names that may be shown; others become `<key>`.
        show_values: show all names and scalars, but still replace secrets and personal data.
    """
    document = document_around(exchange, finding)
    path, shown = finding.path, shown_path(finding, show_values=show_values)
    if document is BROKEN or path is None or shown is None:
        return ()
    if show_values:
        document, path = redactor().document(document), shown
    outline = _Outline(listed_names, show_values=show_values)
    return tuple(outline.value(document, list(zip(path.segments, shown.segments, strict=True)), 0, "", ""))


class _Outline:
    def __init__(self, listed_names: Container[str], *, show_values: bool) -> None:
        self._listed_names = listed_names
        self._show_values = show_values

    def value(
        self, value: Any, way: list[tuple[str | int, str | int]], depth: int, opening: str, closing: str
    ) -> Iterator[OutlineLine]:
        """Yield the lines of a value, with its name before it and its comma after it."""
        is_object, is_array = isinstance(value, dict), isinstance(value, (list, tuple))
        if not way or not (is_object or is_array) or depth > _MOST_DEPTH:
            yield OutlineLine(depth, f"{opening}{self._shape(value)}{closing}", is_fault=not way)
            return
        (segment, shown), rest = way[0], way[1:]
        keys: list[Any] = list(value) if is_object else list(range(len(value)))
        at = keys.index(segment) if segment in keys else len(keys)
        yield OutlineLine(depth, opening + ("{" if is_object else "["))
        if at > _MOST_BESIDE:
            yield OutlineLine(depth + 1, f"… {at - _MOST_BESIDE:,} more")
        for key in keys[max(0, at - _MOST_BESIDE) : at]:
            yield self._beside(key, value[key], depth + 1)
        name = f'"{shown}": ' if isinstance(shown, str) else ""
        if at == len(keys):
            yield OutlineLine(depth + 1, f"{name}<{ABSENT}>", is_fault=True)
        else:
            comma = "," if at < len(keys) - 1 else ""
            yield from self.value(value[segment], rest, depth + 1, name, comma)
        for key in keys[at + 1 : at + 1 + _MOST_BESIDE]:
            yield self._beside(key, value[key], depth + 1)
        if len(keys) - at - 1 > _MOST_BESIDE:
            yield OutlineLine(depth + 1, f"… {len(keys) - at - 1 - _MOST_BESIDE:,} more")
        yield OutlineLine(depth, ("}" if is_object else "]") + closing)

    def _beside(self, key: str | int, value: Any, depth: int) -> OutlineLine:
        name = ""
        if isinstance(key, str):
            name = f'"{key if self._show_values else redact_name(key, self._listed_names)}": '
        return OutlineLine(depth, f"{name}{self._shape(value)}")

    def _shape(self, value: Any) -> str:
        if self._show_values and not isinstance(value, (dict, list, tuple)):
            return value_text(value)
        return f"<{shape_of(value)}>"
