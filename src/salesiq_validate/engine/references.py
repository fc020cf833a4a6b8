"""Put the schemas that a schema refers to in the places where it does, without ever leaving it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import urldefrag, urljoin

from attrs import frozen

from salesiq_validate.engine.protocol import Path, PlainSchema
from salesiq_validate.engine.subschemas import follow, rebuild, shown, walk
from salesiq_validate.exceptions import SchemaNotUsable, did_you_mean

#: How operation files refer to the schemas that they share.
SHARED: Final = "#/schemas/"

#: Subschemas that inlining may make of one schema; references that double at each step would make 2**n of them.
_MOST: Final = 20_000

#: Keywords that judge nothing, so that they may stand in place of those of the schema referred to.
_ANNOTATIONS: Final = frozenset(
    {
        "$comment",
        "$defs",
        "$schema",
        "default",
        "definitions",
        "deprecated",
        "description",
        "examples",
        "readOnly",
        "title",
        "writeOnly",
    }
)

#: Without any of these there is nothing to inline and nothing to leave out.
_REFERRING: Final = frozenset({"$ref", "$dynamicRef", "$defs", "definitions"})

#: The references that led to a place.
_Chain: TypeAlias = tuple[str, ...]


class _Endless(Exception):
    """A reference leads back to itself, or inlining all of them takes too much; the arguments are the references."""


def inline_refs(schema: Mapping[str, Any], definitions: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a schema of which each `$ref` is replaced by what it refers to; the given one stays as it is.

    Keywords beside a `$ref` count: annotations (`description`, `x-...`) take the place of the target's, for others the
    target becomes one of `allOf`. `$defs` has no use then and is left out.

    References inside the schema ("#/$defs/name") all stay where one of them leads back to itself, or where the schema
    gives its parts names of their own (`$id`, `$anchor`): the engines follow those. To stay is no choice for
    "#/schemas/NAME".

    Args:
        schema: a schema of an operations file or of a caller's own.
        definitions: what "#/schemas/NAME" refers to.

    Raises:
        SchemaNotUsable: a reference leads out of the schema, to nothing, or, among `definitions`, back to itself.
    """
    root = dict(schema)
    base = root.get("$id")
    names: set[str] = set()
    named = refers = False
    for path, subschema in walk(root):
        if isinstance(subschema, dict):
            refers = refers or not _REFERRING.isdisjoint(subschema)
            marks = {"$anchor", "$dynamicAnchor", "$id"} if path else {"$anchor", "$dynamicAnchor"}
            named = named or not marks.isdisjoint(subschema)
            name = subschema.get("$id")
            if isinstance(name, str):
                names |= {name, urljoin(base if isinstance(base, str) else "", name)}
    if not refers:
        return root
    own = not named
    inliner = _Inliner(root, definitions or {}, frozenset(names), own)
    try:
        return inliner.inlined(own=own)
    except _Endless as endless:
        if any(inliner.is_shared(reference) for reference in endless.args):
            raise SchemaNotUsable(f"{endless.args[0]} refers to itself, which shared schemas may not") from None
    return inliner.inlined(own=False)


@frozen(eq=False, repr=False)
class _Inliner:
    root: dict[str, Any]
    shared: Mapping[str, Any]
    #: Every `$id` in the schema, as written and as an absolute address.
    names: frozenset[str]
    #: Whether "#/..." can be followed from the root; not so where parts have an `$id` of their own.
    plain: bool

    def inlined(self, *, own: bool) -> dict[str, Any]:
        """Build the schema anew; `own` tells whether references inside it are inlined too."""
        made = 0

        def change(node: PlainSchema, place: Path, chain: _Chain) -> tuple[PlainSchema, _Chain]:
            nonlocal made
            made += 1
            node, chain = self._resolved(node, place, chain, own=own)
            if made > _MOST and chain:
                raise _Endless(*chain)
            if own and isinstance(node, dict):
                node = {keyword: value for keyword, value in node.items() if keyword not in {"$defs", "definitions"}}
            return node, chain

        start: _Chain = ()
        inlined = rebuild(self.root, change, start)
        return inlined if isinstance(inlined, dict) else {"allOf": [inlined]}

    def is_shared(self, reference: str) -> bool:
        return bool(self.shared) and reference.startswith(SHARED)

    def _resolved(self, node: PlainSchema, place: Path, chain: _Chain, *, own: bool) -> tuple[PlainSchema, _Chain]:
        """Follow the reference that a subschema is, and the one that its target is, and so on."""
        while isinstance(node, dict):
            for keyword in ("$dynamicRef", "$ref"):
                if keyword in node:
                    self._check(node[keyword], place)
            reference = node.get("$ref")
            if reference is None or not (self.is_shared(reference) or (own and reference.startswith("#"))):
                break
            beside = {name: value for name, value in node.items() if name != "$ref"}
            if any(name not in _ANNOTATIONS and not name.startswith("x-") for name in beside):
                return {**beside, "allOf": [*beside.get("allOf", ()), {"$ref": reference}]}, chain
            if reference in chain:
                raise _Endless(reference, *chain)
            chain = (*chain, reference)
            target = self._target(reference)
            node = {**target, **beside} if isinstance(target, dict) else target
        return node, chain

    def _check(self, reference: Any, place: Path) -> None:
        if not isinstance(reference, str):
            raise SchemaNotUsable(f"the reference at {shown(place)} is not text")
        if self.is_shared(reference):
            name = reference.removeprefix(SHARED)
            if name not in self.shared:
                raise SchemaNotUsable(f"{reference} at {shown(place)} leads nowhere.{did_you_mean(name, self.shared)}")
        elif reference.startswith("#"):
            if self.plain and not isinstance(self._target(reference), dict | bool):
                raise SchemaNotUsable(f"the reference at {shown(place)} leads to no schema inside it")
        else:
            base = self.root.get("$id")
            absolute = urljoin(base if isinstance(base, str) else "", reference)
            if self.names.isdisjoint({urldefrag(reference).url, urldefrag(absolute).url}):
                raise SchemaNotUsable(
                    f"the reference at {shown(place)} leads out of it, and nothing is ever fetched; "
                    'put what it refers to under "$defs" and refer to it as "#/$defs/NAME"'
                )

    def _target(self, reference: str) -> Any:
        if self.is_shared(reference):
            return self.shared[reference.removeprefix(SHARED)]
        if reference == "#":
            return self.root
        found = follow(self.root, reference) if reference.startswith("#/") else None
        return found[1] if found else None
