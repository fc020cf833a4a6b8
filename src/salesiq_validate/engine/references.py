"""Replace the references of a schema by their targets, all of which must be inside the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from attrs import frozen

from salesiq_validate.engine.protocol import MAX_DEPTH, MAX_SUBSCHEMAS, Path, PlainSchema
from salesiq_validate.engine.subschemas import follow, plain_schema, rebuild, shown, walk
from salesiq_validate.exceptions import SchemaNotUsable, did_you_mean

#: The beginning of references to the shared schemas of an operations file.
SHARED: Final = "#/schemas/"

#: Keywords that judge nothing, so that they may replace those of the target.
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

#: A schema without any of these has nothing to inline and nothing to leave out.
_REFERRING: Final = frozenset({"$ref", "$dynamicRef", "$defs", "definitions"})

#: The references that led to a place.
_Chain: TypeAlias = tuple[str, ...]


class _Endless(Exception):
    """A reference leads back to itself; the argument is that reference."""


def inline_refs(schema: Mapping[str, Any], definitions: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a copy of a schema with each `$ref` replaced by its target.

    Keywords next to a `$ref` count: annotations (`description`, `x-...`) replace those of the target; for others, the
    target becomes one of `allOf`. `$defs` has no use then and is left out.

    If one reference inside the schema ("#/$defs/name") leads back to itself, all such references stay, and the engines
    follow them. For "#/schemas/NAME" that is not possible.

    Arguments:
        schema: a schema of an operations file, or a caller's schema.
        definitions: the targets of "#/schemas/NAME", by name.

    Raises:
        SchemaNotUsable: a reference leads out of the schema, to nothing, or, among `definitions`, back to itself; or
            references make too many subschemas.
    """
    root = dict(schema)
    if definitions:
        try:
            root = _Inliner(root, SHARED, definitions).inlined()
        except _Endless as endless:
            raise SchemaNotUsable(f"{endless} refers to itself, which shared schemas may not") from None
    if all(not isinstance(part, dict) or _REFERRING.isdisjoint(part) for _, part in walk(root)):
        return root
    from salesiq_validate.engine.addresses import write_references_from_the_root  # our own schemas do not need it

    own = plain_schema(root)
    assert isinstance(own, dict)
    write_references_from_the_root(own)
    try:
        return _Inliner(own, "#", own).inlined()
    except _Endless:
        return root


@frozen(eq=False, repr=False)
class _Inliner:
    """Replaces the references with one beginning."""

    root: dict[str, Any]
    prefix: str
    #: The targets: a schema, or the shared schemas of an operations file, by name.
    targets: Mapping[str, Any]

    def inlined(self) -> dict[str, Any]:
        """Build the schema anew."""
        made = 0

        def change(node: PlainSchema, place: Path, chain: _Chain) -> tuple[PlainSchema, _Chain]:
            nonlocal made
            made += 1
            node, chain = self._resolved(node, place, chain)
            if made > MAX_SUBSCHEMAS or len(place) > MAX_DEPTH or len(chain) > MAX_DEPTH:
                raise SchemaNotUsable(
                    f"with its references followed, it has more than {MAX_SUBSCHEMAS:,} subschemas, "
                    f"or more than {MAX_DEPTH} levels"
                )
            if self.prefix != SHARED and isinstance(node, dict):
                node = {keyword: value for keyword, value in node.items() if keyword not in {"$defs", "definitions"}}
            return node, chain

        start: _Chain = ()
        inlined = rebuild(self.root, change, start)
        return inlined if isinstance(inlined, dict) else {"allOf": [inlined]}

    def _resolved(self, node: PlainSchema, place: Path, chain: _Chain) -> tuple[PlainSchema, _Chain]:
        """Follow the reference of a subschema, the reference of its target, and so on."""
        while isinstance(node, dict):
            reference = node.get("$ref")
            if not isinstance(reference, str) or not reference.startswith(self.prefix):
                break
            beside = {name: value for name, value in node.items() if name != "$ref"}
            if any(name not in _ANNOTATIONS and not name.startswith("x-") for name in beside):
                return {**beside, "allOf": [*beside.get("allOf", ()), {"$ref": reference}]}, chain
            if reference in chain:
                raise _Endless(reference)
            chain = (*chain, reference)
            target = self._target(reference, place)
            node = {**target, **beside} if isinstance(target, dict) else target
        return node, chain

    def _target(self, reference: str, place: Path) -> Any:
        if self.prefix == SHARED:
            name = reference.removeprefix(SHARED)
            if name not in self.targets:
                raise SchemaNotUsable(f"{reference} at {shown(place)} leads nowhere.{did_you_mean(name, self.targets)}")
            return self.targets[name]
        found = follow(self.root, reference)
        return found[1] if found else True
