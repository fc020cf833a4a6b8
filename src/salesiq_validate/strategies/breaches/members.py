"""Broken members: every place of a JSON body, and every way in which it can be broken alone."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from salesiq_validate.contract.operation import Operation, Schema, basis_of
from salesiq_validate.judging.plan import KINDS
from salesiq_validate.keypath import KeyPath
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.breaches.breach import Breach, Damage, ExpectedFinding, candidates, damages, repeated
from salesiq_validate.strategies.drafts import Draft
from salesiq_validate.strategies.requests import Draw, sketched
from salesiq_validate.strategies.schemas import Shape

#: Name of a member where any name will do.
_ANY_NAME: Final = "example"


def breaches(operation: Operation) -> Iterator[Breach]:
    """Yield the ways to break a place of the operation's JSON body."""
    for media, schema in operations.bodies(operation).items():
        if KINDS[media] == "json":
            for shape, place in places(schema):
                for name in place.get("required", ()):
                    basis = basis_of(place.get("properties", {}).get(name, {}), "required")
                    yield _breach(operation, media, (*shape, name), Damage(1015, "required", basis))
                for damage in _damages(place, is_root=not shape):
                    yield _breach(operation, media, shape, damage)


def places(schema: Schema, shape: Shape = ()) -> Iterator[tuple[Shape, Schema]]:
    """Yield every place that documents of a schema can have, with its schema; branches of unions are not entered."""
    yield shape, schema
    if "anyOf" in schema:
        return
    for name, child in schema.get("properties", {}).items():
        yield from places(child, (*shape, name))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from places(schema["additionalProperties"], (*shape, _ANY_NAME))
    if "items" in schema:
        yield from places(schema["items"], (*shape, None))


def _damages(place: Schema, *, is_root: bool) -> Iterator[Damage]:
    for damage in damages(((value, value) for value in candidates(place)), place, params=False):
        # The body as a whole is not of the wrong type: it is unusable.
        yield attrs.evolve(damage, code=1015) if is_root and damage.keyword == "type" else damage
    if "maxItems" in place:
        many = repeated(place, place["maxItems"] + 1)
        yield Damage(place.get("x-salesiq-error", 1015), "maxItems", basis_of(place, "maxItems"), many)


def _breach(operation: Operation, media: str, shape: Shape, damage: Damage) -> Breach:
    @st.composite
    def broken(draw: Draw) -> tuple[Draft, ExpectedFinding]:
        draft = draw(sketched(operation, media=media, through=shape))
        document = copy.deepcopy(draft.document)
        path = _way(document, shape)
        value = draw(damage.drawn())
        if not shape:
            document = value
        elif damage.values is None:
            del path.parent.resolve(document)[path.segments[-1]]
        else:
            path.parent.resolve(document)[path.segments[-1]] = value
        expected = ExpectedFinding(damage.code, "body", path, basis=damage.basis)
        return attrs.evolve(draft, document=document), expected

    return Breach(damage.code, "body", damage.keyword, damage.basis, broken, shape=shape, media=media)


def _way(document: Any, shape: Shape) -> KeyPath:
    """Return where a document has the place that it was drawn to have: in the last items of lists."""
    path = KeyPath()
    for step in shape:
        segment: str | int = len(document) - 1 if step is None else step
        document = document[segment]
        path /= segment
    return path
