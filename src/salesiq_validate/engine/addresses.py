"""Write each reference of a schema as "#/place" from its root, so that no other code needs `$id` and anchors."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from attrs import define, field

from salesiq_validate.engine.dynamic_scope import DynamicScope, Lead
from salesiq_validate.engine.protocol import Path, PlainSchema
from salesiq_validate.engine.subschemas import children, follow, reference_to, shown, unusable
from salesiq_validate.exceptions import SchemaNotUsable

#: Keywords that give a part of a schema its own address or name, and the required form of their values.
_NAMING: Final = {
    "$id": re.compile(r"[^#]*#?"),
    "$anchor": re.compile(r"[A-Za-z_][-A-Za-z0-9._]*"),
    "$dynamicAnchor": re.compile(r"[A-Za-z_][-A-Za-z0-9._]*"),
}


def write_references_from_the_root(schema: dict[str, Any]) -> None:
    """Change a schema in place: each `$ref` and `$dynamicRef` becomes a `$ref` to "#/...", and all names are removed.

    Raises:
        SchemaNotUsable: a reference leads out of the schema or to nothing, or a name is malformed or given twice.
    """
    book = _AddressBook(schema)
    book.enter((), schema, "")
    leads: dict[int, list[tuple[Path, Lead]]] = {}
    for place, part, base in book.parts:  # the list grows: a reference may lead to a part that no keyword leads to
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in part:
                lead = book.find(part[keyword], base, place, dynamic=keyword == "$dynamicRef")
                leads.setdefault(id(part), []).append((place, lead))
    if any(lead.name is not None for found in leads.values() for _, lead in found):
        resolved = DynamicScope(schema, leads, book.homes(), book.dynamic).resolved()
        schema.clear()
        schema.update(resolved)
        return
    for _, part, _ in book.parts:
        for keyword in ("$ref", "$dynamicRef", *_NAMING):
            part.pop(keyword, None)
        for place, lead in leads.get(id(part), ()):
            reference = reference_to(lead.place)
            if "$ref" not in part:
                part["$ref"] = reference
            elif isinstance(part.get("allOf", []), list):
                part["allOf"] = [*part.get("allOf", ()), {"$ref": reference}]
            else:
                raise unusable((*place, "allOf"))


@define(eq=False, repr=False)
class _AddressBook:
    """The places of the parts of one schema that have an address, an anchor, or both."""

    root: dict[str, Any]
    #: Every subschema found so far: its place, the subschema, and the base address of its references.
    parts: list[tuple[Path, dict[str, Any], str]] = field(init=False, factory=list)
    #: The place of each subschema, by its identity.
    _seen: dict[int, Path] = field(init=False, factory=dict)
    _places: dict[tuple[str, str], Path] = field(init=False, factory=dict)
    #: For each address, the parts with a `$dynamicAnchor`, by the anchor's name.
    dynamic: dict[str, dict[str, dict[str, Any]]] = field(init=False, factory=dict)

    def enter(self, place: Path, subschema: dict[str, Any], base: str) -> None:
        """Enter a subschema and all subschemas inside it."""
        if not place:
            self._places["", ""] = ()
        todo = [(place, subschema, base)]
        while todo:
            place, subschema, base = todo.pop()
            if id(subschema) in self._seen:
                continue
            self._seen[id(subschema)] = place
            base = self._name(place, subschema, base)
            self.parts.append((place, subschema, base))
            todo += [((*place, *step), child, base) for step, child in children(subschema) if isinstance(child, dict)]

    def _name(self, place: Path, subschema: dict[str, Any], base: str) -> str:
        for keyword, form in _NAMING.items():
            if keyword not in subschema:
                continue
            name = subschema[keyword]
            if not isinstance(name, str) or not form.fullmatch(name):
                raise unusable((*place, keyword))
            if keyword == "$id":
                base, name = _joined(base, name.rstrip("#"), place), ""
            if keyword == "$dynamicAnchor":
                self.dynamic.setdefault(base, {})[name] = subschema
            if self._places.setdefault((base, name), place) != place:
                raise SchemaNotUsable(f"the {keyword} at {shown(place)} is given twice")
        return base

    def homes(self) -> dict[int, str]:
        """Return the address of each part, by the identity of the part."""
        return {id(part): base for _, part, base in self.parts}

    def find(self, reference: Any, base: str, place: Path, *, dynamic: bool) -> Lead:
        """Return the target of a reference at a place."""
        if not isinstance(reference, str):
            raise SchemaNotUsable(f"the reference at {shown(place)} is not text")
        address, fragment = urldefrag(_joined(base, reference, place))
        start = self._places.get((address, ""))
        if start is None:
            raise SchemaNotUsable(
                f"the reference at {shown(place)} leads out of it, and nothing is ever fetched; "
                'put what it refers to under "$defs" and refer to it as "#/$defs/NAME"'
            )
        if fragment and not fragment.startswith("/"):
            target = self._places.get((address, unquote(fragment)))
        else:
            found = follow(self.root, reference_to(start) + fragment)
            target = found[0] if found and isinstance(found[1], dict | bool) else None
        found = follow(self.root, reference_to(target)) if target is not None else None
        if found is None:
            raise SchemaNotUsable(f"the reference at {shown(place)} leads to no schema inside it")
        subschema = found[1]
        if id(subschema) not in self._seen:
            return Lead(self._moved(subschema, address), subschema, None)
        depends = dynamic and subschema.get("$dynamicAnchor") == fragment
        several = depends and sum(fragment in names for names in self.dynamic.values()) > 1
        return Lead(self._seen[id(subschema)], subschema, fragment if several else None)

    def _moved(self, subschema: PlainSchema, base: str) -> Path:
        """Move a schema that no keyword leads to, to a place where one does."""
        definitions = self.root.setdefault("$defs", {})
        if not isinstance(definitions, dict):
            raise unusable(("$defs",))
        name = f"referred to {len(definitions)}"
        while name in definitions:
            name += "'"
        definitions[name] = subschema
        if isinstance(subschema, dict):
            self.enter(("$defs", name), subschema, base)
        return "$defs", name


def _joined(base: str, reference: str, place: Path) -> str:
    """Join a reference to its base address."""
    if reference.startswith("#"):
        return base + reference
    try:
        return urljoin(base, urlsplit(reference).geturl())
    except ValueError:
        raise SchemaNotUsable(f"the address at {shown(place)} is not a URI") from None
