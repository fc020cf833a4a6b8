"""Paths in words: each step of a path in SalesIQ's syntax, and the operations with such a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from salesiq_validate.cli.operation_page import body_fields, parameter_fields
from salesiq_validate.keypath import KeyPath

if TYPE_CHECKING:
    from salesiq_validate.cli.schema_tree import Field
    from salesiq_validate.contract.operation import Operation

_ANY_INDEX: Final = re.compile(r"\[\*\]")
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@frozen
class ReadPath:
    """A path as the user meant it."""

    path: KeyPath
    #: Whether it has `[*]` and so is the shape of a group of paths.
    is_shape: bool
    #: Whether the text follows the syntax; otherwise we could only guess its meaning.
    is_exact: bool

    @property
    def text(self) -> str:
        """The path in SalesIQ's syntax."""
        return self.path.shape() if self.is_shape else str(self.path)


@frozen
class KnownPlace:
    """A place of an operation's request with this path."""

    operation: Operation
    #: "body" or "query".
    where: str
    field: Field


def read_path(text: str) -> ReadPath | None:
    """Read a path, a shape such as `operators[*].name`, or a JSON Pointer; None if it is none of these."""
    if not text.strip():
        return None
    is_shape = "[*]" in text
    plain = _ANY_INDEX.sub("[0]", text)
    path = KeyPath.read(plain)
    if path is None or not path.segments:
        return None
    if plain.strip().startswith("/"):
        # Only a document would show it; digits are most likely an index.
        path = KeyPath(int(part) if str(part).isdecimal() and str(part).isascii() else part for part in path.segments)
    return ReadPath(path, is_shape, str(path) == plain)


def steps_in_words(read: ReadPath) -> Iterator[tuple[str, str]]:
    """Yield the path up to each step, and a description of that place."""
    segments = read.path.segments
    for count, segment in enumerate(segments, 1):
        path = KeyPath(segments[:count])
        shown = path.shape() if read.is_shape else str(path)
        of = "the document" if count == 1 else "that"
        follows = segments[count] if count < len(segments) else None
        is_a = "" if follows is None else ", an array" if isinstance(follows, int) else ", an object"
        if isinstance(segment, int):
            which = "every element" if read.is_shape else _element(segment)
            yield shown, f"{which} of {of if count > 1 else 'the document, an array'}{is_a}"
        else:
            yield shown, f"the member {segment} of {of}{is_a}"


def places_of(path: KeyPath, operations: Iterable[Operation]) -> Iterator[KnownPlace]:
    """Yield the places in documented requests with a path's shape; for an element, the places of its array."""
    shape = path.shape()
    while shape.endswith("[*]"):
        shape = shape.removesuffix("[*]")
    for operation in operations:
        for field in body_fields(operation):
            if field.json_key == shape:
                yield KnownPlace(operation, "body", field)
        for field in parameter_fields(operation):
            if field.json_key == shape:
                yield KnownPlace(operation, "query", field)


def nearest_above(path: KeyPath, operations: Iterable[Operation]) -> tuple[KeyPath, list[KnownPlace]]:
    """Return the longest beginning of a path that a request has, and its places; the empty path if there is none."""
    known = tuple(operations)
    above = path.parent
    while above.segments:
        places = list(places_of(above, known))
        if places:
            return above, places
        above = above.parent
    return above, []


def as_python(path: KeyPath) -> str:
    """Return the Python expression for the place."""
    return "body" + "".join(f"[{segment!r}]" for segment in path.segments)


def path_document(read: ReadPath, places: Iterable[KnownPlace]) -> dict[str, Any]:
    """Return a path's explanation for programs."""
    return {
        "kind": "path",
        "path": read.text,
        "is_shape": read.is_shape,
        "pointer": None if read.is_shape else read.path.to_pointer(),
        "steps": [{"path": path, "words": words} for path, words in steps_in_words(read)],
        "places": [
            {
                "operation": place.operation.id,
                "where": place.where,
                **{name: value for name, value in place.field.as_document().items() if name != "json_key"},
            }
            for place in places
        ],
    }


def _element(index: int) -> str:
    ordinal = _ORDINALS[index] if index < len(_ORDINALS) else f"{index + 1}th"
    if index >= len(_ORDINALS) and (index + 1) % 10 in {1, 2, 3} and (index + 1) % 100 not in {11, 12, 13}:
        ordinal = f"{index + 1}{('st', 'nd', 'rd')[(index + 1) % 10 - 1]}"
    return f"the {ordinal} element (counting begins at 0)"
