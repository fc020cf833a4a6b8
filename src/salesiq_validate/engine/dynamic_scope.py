"""Resolve `$dynamicRef`: copy the parts of a schema until each copy of a reference has only one target.

The target of a `$dynamicRef` is the part with the `$dynamicAnchor` of its name in the outermost schema with an `$id`
on the way to the reference. So a part is copied once for each set of targets that the ways to it can give.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from attrs import define, field

from salesiq_validate.engine.protocol import Path, PlainSchema
from salesiq_validate.engine.subschemas import rebuild, reference_to, unusable
from salesiq_validate.exceptions import SchemaNotUsable

#: The greatest number of copies for one schema.
_MOST: Final = 2_000
#: Keywords that copies do not have.
_LEFT_OUT: Final = frozenset({"$anchor", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "definitions"})


class Lead(NamedTuple):
    """The target of a reference."""

    #: The place of the target (if no other part had the name), and the value there.
    place: Path
    target: PlainSchema
    #: For a `$dynamicRef`: the name, which other parts may have as well.
    name: str | None


@define(eq=False, repr=False)
class DynamicScope:
    """A schema, the targets of its references, and the `$id` to which each part belongs."""

    root: dict[str, Any]
    #: By identity of a part: its references with their places, and the address of the part.
    leads: Mapping[int, list[tuple[Path, Lead]]]
    homes: Mapping[int, str]
    #: For each address, the parts with a `$dynamicAnchor`.
    anchors: Mapping[str, Mapping[str, dict[str, Any]]]
    _definitions: dict[str, Any] = field(init=False, factory=dict)
    _names: dict[tuple[int, frozenset[tuple[str, str]]], str] = field(init=False, factory=dict)
    _todo: list[tuple[str, PlainSchema, dict[str, str]]] = field(init=False, factory=list)

    def resolved(self) -> dict[str, Any]:
        """Return a schema with the same meaning and without `$dynamicRef`.

        Raises:
            SchemaNotUsable: there are too many ways.
        """
        schema = self._copy(self.root, {})
        assert isinstance(schema, dict)
        while self._todo:
            name, part, outermost = self._todo.pop()
            self._definitions[name] = self._copy(part, outermost)
        return {**schema, "$defs": self._definitions}

    def _copy(self, part: PlainSchema, outermost: dict[str, str]) -> PlainSchema:
        return rebuild(part, self._change, outermost)

    def _change(self, node: PlainSchema, _place: Path, outermost: dict[str, str]) -> tuple[PlainSchema, dict[str, str]]:
        if not isinstance(node, dict) or id(node) not in self.homes:  # or a reference that was written here
            return node, outermost
        outermost = self._entered(outermost, node)
        copy = {keyword: value for keyword, value in node.items() if keyword not in _LEFT_OUT}
        for place, (_, target, name) in self.leads.get(id(node), ()):
            if name in outermost:
                target = self.anchors[outermost[name]][name]
            reference = reference_to(("$defs", self._name(target, outermost)))
            if "$ref" not in copy:
                copy["$ref"] = reference
            elif isinstance(copy.get("allOf", []), list):
                copy["allOf"] = [*copy.get("allOf", ()), {"$ref": reference}]
            else:
                raise unusable((*place, "allOf"))
        return copy, outermost

    def _entered(self, outermost: dict[str, str], part: PlainSchema) -> dict[str, str]:
        """Return the outermost addresses by name inside a part, given those around it."""
        home = self.homes.get(id(part), "")
        return {**dict.fromkeys(self.anchors.get(home, ()), home), **outermost}

    def _name(self, target: PlainSchema, outermost: dict[str, str]) -> str:
        """Return the name of a part's copy for one way to it."""
        inside = self._entered(outermost, target) if isinstance(target, dict) else {}
        key = id(target), frozenset(inside.items())
        name = self._names.get(key)
        if name is None:
            if len(self._names) >= _MOST:
                raise SchemaNotUsable("there are too many ways on which its $dynamicRefs lead to something else")
            name = self._names[key] = str(len(self._names))
            self._todo.append((name, target, inside))
        return name
