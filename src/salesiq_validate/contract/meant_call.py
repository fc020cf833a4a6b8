"""MeantCall: the documented call to make instead of a wrong one, and the written segments for its placeholders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from salesiq_validate.contract.route import MeantCall

if TYPE_CHECKING:
    from salesiq_validate.contract.known_mistakes import InventedCall, PathWords
    from salesiq_validate.contract.nearest_call import Matched
    from salesiq_validate.contract.operation import Operation


class WrittenPath:
    """The segments of a written path, which fill the placeholders of a documented one.

    Arguments:
        segments: of the whole path.
        words: the words that people write for documented ones.
    """

    def __init__(self, segments: Sequence[str], words: PathWords) -> None:
        self._segments = list(segments)
        self._words = words
        #: Whether there is a valid screen name before the resource.
        self.has_screen_name = False

    def ending_alike(self, operation: Operation, path: str) -> MeantCall | None:
        """Return the call of a documented path that ends with the same segments as the written one."""
        parts = path.split("/")[1:]
        offset = len(self._segments) - len(parts)
        return self._call(operation, path, {at: at + offset for at in range(len(parts))})

    def nearest(self, operation: Operation, path: str, matched: Matched, length: int) -> MeantCall | None:
        """Return the call of a documented path that was matched with the last `length` segments of the written one."""
        resource = path.partition("/{screen_name}/")[0].count("/") + 1
        offset = len(self._segments) - length
        found = {resource - 1: offset - 1}
        while matched is not None:
            at, to, matched = matched
            found[resource + to] = offset + at
        return self._call(operation, path, found)

    def invented(self, operation: Operation, known: InventedCall) -> MeantCall | None:
        """Return the call that an invention means; its open segments fill the placeholders in order."""
        offset = len(self._segments) - len(known.segments)
        places = [offset - 1, *(offset + at for at, segment in enumerate(known.segments) if segment == "*")]
        holes = [at for at, _ in _holes(operation.path or "")]
        # An id without a placeholder would be lost.
        if operation.path is None or len(holes) != len(places):
            return None
        return self._call(operation, operation.path, dict(zip(holes, places, strict=True)))

    def _call(self, operation: Operation, path: str, found: Mapping[int, int]) -> MeantCall | None:
        """Return the call with the segments at these positions of the written path; None if one is missing."""
        parts = path.split("/")[1:]
        filled: list[tuple[str, int]] = []
        written = list(parts)
        for at, name in _holes(path):
            if name == "screen_name" and not self.has_screen_name:
                continue
            position = found.get(at, -1)
            if not 0 <= position < len(self._segments):
                return None
            segment, values = self._segments[position], _values(operation, name)
            written[at] = segment
            if not values or segment in values:
                filled.append((name, position))
                continue
            # A placeholder with a closed set of values: find the documented word that the segment stands for.
            meant = {known.get(segment) for known in (self._words.resources, self._words.segments)}
            if len(listed := meant.intersection(values)) != 1:
                return None
            parts[at] = written[at] = str(next(iter(listed)))
        new = "/".join(parts)
        is_right = written == self._segments and len(filled) == new.count("{")
        return MeantCall(operation.method, None if is_right else f"/{new}", tuple(filled))


def _values(operation: Operation, name: str) -> Sequence[str]:
    """Return the fixed list of values for a placeholder; empty if there may be any value."""
    for parameter in operation.parameters:
        if parameter.name == name and parameter.location == "path":
            values: Sequence[str] = parameter.schema.get("enum", ())
            return values
    return ()


def _holes(path: str) -> Iterator[tuple[int, str]]:
    """Yield the positions and names of the placeholders of a path."""
    for at, part in enumerate(path.split("/")[1:]):
        if part.startswith("{"):
            yield at, part[1:-1]
