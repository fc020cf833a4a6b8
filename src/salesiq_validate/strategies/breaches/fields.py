"""Broken fields: every field and file of a form, and every way in which it can be broken alone."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from hypothesis import strategies as st

from salesiq_validate.contract.operation import Operation, Schema, basis_of
from salesiq_validate.finding import Basis
from salesiq_validate.judging.plan import KINDS
from salesiq_validate.judging.reading import read_scalar
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.breaches.breach import Breach, Damage, Drawn, ExpectedFinding, candidates, damages
from salesiq_validate.strategies.drafts import Draft, File, as_text
from salesiq_validate.strategies.requests import sketched


def breaches(operation: Operation) -> Iterator[Breach]:
    """Yield the ways to break a field of the operation's forms."""
    for media, schema in operations.bodies(operation).items():
        if KINDS[media] != "json":
            for name, place in schema.get("properties", {}).items():
                if name in schema.get("required", ()):
                    yield _breach(operation, media, name, Damage(1011, "required", basis_of(place, "required")))
                is_file = place.get("x-salesiq-format") == "binary"
                for damage in _of_file(place) if is_file else _of_text(place):
                    yield _breach(operation, media, name, damage)


def _of_file(place: Schema) -> Iterator[Damage]:
    yield Damage(1018, "empty file", Basis.DOCUMENTED, st.just(File(b"")))
    if "x-salesiq-max-bytes" in place:
        # Made when it is drawn: 50 MB are not to stay in memory.
        large = st.just(place["x-salesiq-max-bytes"] + 1).map(lambda size: File(bytes(size)))
        yield Damage(1027, "x-salesiq-max-bytes", basis_of(place, "x-salesiq-max-bytes"), large)


def _of_text(place: Schema) -> Iterator[Damage]:
    texts = (as_text(value) for value in candidates(place) if isinstance(value, str | int | float))
    yield from damages(((text, read_scalar(text, place)) for text in texts), place, params=True)


def _breach(operation: Operation, media: str, name: str, damage: Damage) -> Breach:
    expected = ExpectedFinding(damage.code, "param", param=name, basis=damage.basis)

    def broken(drawn: tuple[Draft, str | File | None]) -> tuple[Draft, ExpectedFinding]:
        draft, value = drawn
        fields = {key: kept for key, kept in draft.document.items() if key != name}
        if value is not None:
            fields[name] = value
        return attrs.evolve(draft, document=fields), expected

    def draw() -> Drawn:
        drawn = st.tuples(sketched(operation, media=media, through=(name,)), damage.drawn()).map(broken)
        # A form without any field is no body at all.
        return drawn.filter(lambda case: bool(case[0].document)) if KINDS[media] == "form" else drawn

    return Breach(damage.code, "param", damage.keyword, damage.basis, draw, shape=(name,), param=name, media=media)
