"""Sketch: the JSON types that were seen at one place, and the names below it, without any value.

Names of members can be data: a map may be keyed by e-mail addresses or ids. So names are kept only while all of an
object's look like identifiers and are not too many; otherwise it is a map, and its names are forgotten.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Mapping

#: More names than any documented object has are those of a map.
_MOST_NAMES: Final = 64
#: Deeper values are known by their type alone.
_DEEPEST: Final = 8
#: A snake_case, camelCase or kebab-case word; four digits in a row are more likely part of an id.
_NAME: Final = re.compile(r"(?!.*[0-9]{4})[A-Za-z_][A-Za-z0-9_-]{0,63}")
#: Hexadecimal ids that begin with a letter.
_HEX: Final = re.compile(r"(?=.*[0-9])[0-9A-Fa-f-]{8,}")


def is_identifier(name: str) -> bool:
    """Tell whether a member's name looks like one that a programmer chose."""
    return _NAME.fullmatch(name) is not None and _HEX.fullmatch(name) is None


def type_of(value: Any) -> str:
    """Return a value's JSON type; whole numbers are integers."""
    if value is None:
        return "null"
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return name
    return "object"


_TYPES: Final = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"))


@define
class Room:
    """How many more names may be kept in all; hostile answers have a new one each."""

    left: int = 20_000


@define
class Sketch:
    """The values at one place, summed up."""

    room: Room
    types: set[str] = field(factory=set, init=False)
    members: Members = field(init=False)
    items: Sketch | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        """Begin without members."""
        self.members = Members(self.room)

    def add(self, value: Any, depth: int = 0) -> None:
        """Take one value."""
        self.types.add(type_of(value))
        if depth >= _DEEPEST:
            return
        if isinstance(value, dict):
            self.members.add(value, depth + 1)
        elif isinstance(value, list) and value:
            if self.items is None:
                self.items = Sketch(self.room)
            for item in value:
                self.items.add(item, depth + 1)

    def merge(self, other: Sketch) -> None:
        """Take what another one saw."""
        self.types |= other.types
        self.members.merge(other.members)
        if other.items is not None:
            if self.items is None:
                self.items = Sketch(self.room)
            self.items.merge(other.items)

    def schema(self) -> dict[str, Any]:
        """Return a schema in which exactly the types that were seen are allowed, and further names as well."""
        types = sorted(self.types | ({"number"} if {"integer", "number"} <= self.types else set()))
        if "number" in types and "integer" in types:
            types.remove("integer")
        if types in ([], ["null"]):
            return {"description": "Seen as null only"} if types else {}
        schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
        schema |= self.members.keywords()
        if self.items is not None and (items := self.items.schema()):
            schema["items"] = items
        return {**schema, "x-salesiq-basis": {"type": "inferred"}}


@define
class Members:
    """The members that were seen of one object: by name, or all in one where the names are data."""

    room: Room
    named: dict[str, Sketch] = field(factory=dict, init=False)
    #: Stands for all members of a map.
    any_name: Sketch | None = field(default=None, init=False)

    def add(self, members: Mapping[str, Any], depth: int = 0) -> None:
        """Take the members of one object."""
        if not all(map(is_identifier, members)):
            self._forget_names()
        for name, value in members.items():
            self._of(name).add(value, depth)

    def merge(self, other: Members) -> None:
        """Take what another one saw."""
        if other.any_name is not None:
            self._forget_names().merge(other.any_name)
        for name, sketch in other.named.items():
            self._of(name).merge(sketch)

    def keywords(self) -> dict[str, Any]:
        """Return the keywords of a schema that describe them."""
        if self.any_name is not None:
            return {"additionalProperties": self.any_name.schema()}
        return {"properties": {name: self.named[name].schema() for name in sorted(self.named)}} if self.named else {}

    def _of(self, name: str) -> Sketch:
        if self.any_name is None:
            if name in self.named:
                return self.named[name]
            if len(self.named) < _MOST_NAMES and self.room.left > 0:
                self.room.left -= 1
                return self.named.setdefault(name, Sketch(self.room))
        return self._forget_names()

    def _forget_names(self) -> Sketch:
        if self.any_name is None:
            self.any_name = Sketch(self.room)
            for sketch in self.named.values():
                self.any_name.merge(sketch)
            self.named = {}
        return self.any_name
