"""Sketch: the JSON types that occurred at one place, and the names below it, without any value.

Names of members can be data: e-mail addresses or ids may be the keys of a map. So we keep an object's names only while
all of them look like identifiers and there are not too many; otherwise the object is a map, and we forget its names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No documented object has more names than this, so an object with more is a map.
_MOST_NAMES: Final = 64
#: Of deeper values, we keep only the type.
_DEEPEST: Final = 8
#: A snake_case, camelCase or kebab-case word; four digits in a row are probably part of an id.
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
    """How many more names we may keep in total, because every hostile answer may bring a new one."""

    left: int = 20_000


@define
class Sketch:
    """A summary of the values at one place."""

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
        """Add what another one saw."""
        self.types |= other.types
        self.members.merge(other.members)
        if other.items is not None:
            if self.items is None:
                self.items = Sketch(self.room)
            self.items.merge(other.items)

    def schema(self) -> dict[str, Any]:
        """Return a schema that allows exactly the types that occurred, and any further names."""
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
    """The members of one object that occurred: by name, or all in one sketch if the names are data."""

    room: Room
    named: dict[str, Sketch] = field(factory=dict, init=False)
    #: The sketch for all members of a map.
    any_name: Sketch | None = field(default=None, init=False)

    def add(self, members: Mapping[str, Any], depth: int = 0) -> None:
        """Add the members of one object."""
        if not all(map(is_identifier, members)):
            self._forget_names()
        for name, value in members.items():
            self._of(name).add(value, depth)

    def merge(self, other: Members) -> None:
        """Add what another one saw."""
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
