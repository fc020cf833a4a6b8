"""Broken bodies: a whole body, and members that others require or exclude."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
from hypothesis import strategies as st

from salesiq_validate.contract.operation import Operation, Schema
from salesiq_validate.finding import Basis
from salesiq_validate.judging.plan import KINDS
from salesiq_validate.keypath import KeyPath
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.breaches.breach import Breach, Damage, Drawn, ExpectedFinding
from salesiq_validate.strategies.documents import member
from salesiq_validate.strategies.drafts import Draft
from salesiq_validate.strategies.requests import Draw, sketched

#: Not even the first name of this object ends.
_MALFORMED = b'{"'


def breaches(operation: Operation) -> Iterator[Breach]:
    """Yield the ways to break the operation's bodies as a whole."""
    for media, schema in operations.bodies(operation).items():
        yield from _of_names(operation, media, schema)
    if operation.bodies:
        yield from _of_whole(operation)


def _of_names(operation: Operation, media: str, schema: Schema) -> Iterator[Breach]:
    listed = schema.get("properties", {})
    for condition in operations.conditions(operation, "body"):
        for name in condition["require"]:
            if name in listed and condition["when"]["key"] in listed and name not in schema.get("required", ()):
                yield _conditional(operation, media, condition, name)
    for group in operations.exclusive_names(operation, "body"):
        if set(group["names"]) <= listed.keys():
            yield _exclusive(operation, media, group)


def _expected(media: str, name: str, basis: Basis) -> ExpectedFinding:
    if KINDS[media] == "json":
        return ExpectedFinding(1015, "body", KeyPath((name,)), basis=basis)
    return ExpectedFinding(1011, "param", param=name, basis=basis)


def _conditional(operation: Operation, media: str, condition: dict[str, Any], name: str) -> Breach:
    key = condition["when"]["key"]
    expected = _expected(media, name, Basis(condition.get("basis", "documented")))

    @st.composite
    def broken(draw: Draw) -> tuple[Draft, ExpectedFinding]:
        draft = draw(sketched(operation, media=media))
        document = dict(draft.document)
        wanted = condition["when"].get("equals")
        if "absent" in condition["when"]:
            document.pop(key, None)
        else:
            document[key] = draw(member(operation, media, key) if wanted is None else st.sampled_from(wanted))
        for other in condition["require"]:
            document.setdefault(other, draw(member(operation, media, other)))
        del document[name]
        return attrs.evolve(draft, document=document), expected

    return _of_name("condition", name, media, expected, broken)


def _exclusive(operation: Operation, media: str, group: dict[str, Any]) -> Breach:
    first, second = group["names"][:2]
    expected = _expected(media, second, Basis(group.get("basis", "documented")))

    @st.composite
    def broken(draw: Draw) -> tuple[Draft, ExpectedFinding]:
        draft = draw(sketched(operation, media=media))
        document = {name: value for name, value in draft.document.items() if name not in group["names"]}
        document |= {name: draw(member(operation, media, name)) for name in (first, second)}
        return attrs.evolve(draft, document=document), expected

    return _of_name("exclusive", second, media, expected, broken)


def _of_name(kind: str, name: str, media: str, expected: ExpectedFinding, draw: Callable[[], Drawn]) -> Breach:
    """Return the breach of a fact about several names, which is reported for one of them."""
    return Breach(
        expected.code, expected.where, kind, expected.basis, draw, shape=(name,), param=expected.param, media=media
    )


def _of_whole(operation: Operation) -> Iterator[Breach]:
    media = next((media for media in operations.bodies(operation) if KINDS[media] == "json"), None)
    if operation.body_required:
        absent = Damage(1015, "no body", operation.basis_of("body"))
        yield _whole(operation, media, None, absent, {"media": None, "document": None})
    if media is not None:
        malformed = Damage(1015, "malformed", Basis.DOCUMENTED)
        yield _whole(operation, media, KeyPath(), malformed, {"text": _MALFORMED})
        if operation.document.get("x-salesiq-update"):
            yield _whole(operation, media, KeyPath(), Damage(1031, "empty update", Basis.INFERRED), {"document": {}})


def _whole(
    operation: Operation, media: str | None, path: KeyPath | None, damage: Damage, changes: dict[str, Any]
) -> Breach:
    expected = ExpectedFinding(damage.code, "body", path, basis=damage.basis)

    def draw() -> Drawn:
        return sketched(operation, media=media).map(lambda draft: (attrs.evolve(draft, **changes), expected))

    return Breach(damage.code, "body", damage.keyword, damage.basis, draw, media=media)
