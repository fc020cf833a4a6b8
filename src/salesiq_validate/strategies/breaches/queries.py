"""Broken queries: every query parameter, and every way in which its text can be wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import strategies as st

from salesiq_validate.contract.operation import BASIS_MARK, Operation, Parameter, Schema
from salesiq_validate.engine import inline_refs
from salesiq_validate.finding import Basis
from salesiq_validate.judging.reading import read_parameter
from salesiq_validate.keypath import KeyPath
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.breaches.breach import (
    Breach,
    Damage,
    Drawn,
    ExpectedFinding,
    candidates,
    damages_by_place,
    repeated,
)
from salesiq_validate.strategies.calls import parameter
from salesiq_validate.strategies.drafts import Draft, as_text
from salesiq_validate.strategies.requests import Draw, sketched


def breaches(operation: Operation) -> Iterator[Breach]:
    """Yield the ways to break the operation's query."""
    for found in operation.parameters:
        if found.location == "query":
            if found.required and not found.also_in_body:
                basis = Basis(found.basis.get("required", "documented"))
                yield _breach(operation, found.name, None, Damage(1011, "required", basis))
            yield from _of_value(operation, found)
    for condition in operations.conditions(operation, "query"):
        for name in condition["require"]:
            yield _conditional(operation, condition, name)
    for group in operations.exclusive_names(operation, "query"):
        yield _exclusive(operation, group)


def _described(operation: Operation, found: Parameter) -> Schema:
    """Return the parameter's schema with the parameter's basis."""
    schema = inline_refs(found.schema, operation.definitions)
    return {**schema, BASIS_MARK: {**schema.get(BASIS_MARK, {}), **found.basis}}


def _of_value(operation: Operation, found: Parameter) -> Iterator[Breach]:
    schema = _described(operation, found)
    tried = ((text, read_parameter(text, found)) for text in _texts(found, schema))
    for pointer, damage in damages_by_place(tried, schema, params=True):
        yield _breach(operation, found.name, KeyPath(pointer) if pointer else None, damage)
    if "maxItems" in schema:
        many = repeated(schema, schema["maxItems"] + 1).map(lambda items: _joined(items, found))
        basis = Basis(schema[BASIS_MARK].get("maxItems", "documented"))
        yield _breach(operation, found.name, None, Damage(schema.get("x-salesiq-error", 1011), "maxItems", basis, many))


def _texts(found: Parameter, schema: Schema) -> list[str]:
    """Return texts of which the parameter most likely refuses some."""
    if found.serialisation == "json":
        values = [
            json.dumps(value)
            for value in (*candidates(schema), *([item] for item in candidates(schema.get("items", {}))))
        ]
        return ["none of these", *values]
    scalars = candidates(schema.get("items", {}) if found.serialisation == "comma" else schema)
    return [as_text(value) for value in scalars if isinstance(value, str | int | float)]


def _joined(items: list[Any], found: Parameter) -> str:
    return json.dumps(items) if found.serialisation == "json" else ",".join(map(as_text, items))


def _breach(operation: Operation, name: str, path: KeyPath | None, damage: Damage) -> Breach:
    expected = ExpectedFinding(damage.code, "param", path, param=name, basis=damage.basis)

    def broken(drawn: tuple[Draft, str | None]) -> tuple[Draft, ExpectedFinding]:
        draft, text = drawn
        query = {key: kept for key, kept in draft.query.items() if text is not None or key != name}
        if text is not None:
            query[name] = [text]
        return attrs.evolve(draft, query=query), expected

    def draw() -> Drawn:
        return st.tuples(sketched(operation, query=frozenset({name})), damage.drawn()).map(broken)

    return Breach(damage.code, "param", damage.keyword, damage.basis, draw, param=name)


def _conditional(operation: Operation, condition: dict[str, Any], name: str) -> Breach:
    key, wanted = condition["when"]["key"], condition["when"].get("equals")
    expected = ExpectedFinding(1011, "param", param=name, basis=Basis(condition.get("basis", "documented")))

    @st.composite
    def broken(draw: Draw) -> tuple[Draft, ExpectedFinding]:
        draft = draw(sketched(operation, query=frozenset({key, *condition["require"]})))
        query = {other: texts for other, texts in draft.query.items() if other != name}
        if wanted is not None:
            query[key] = [as_text(draw(st.sampled_from(wanted)))]
        return attrs.evolve(draft, query=query), expected

    return Breach(1011, "param", "condition", expected.basis, broken, param=name)


def _exclusive(operation: Operation, group: dict[str, Any]) -> Breach:
    first, second = group["names"][:2]
    expected = ExpectedFinding(1011, "param", param=second, basis=Basis(group.get("basis", "documented")))

    @st.composite
    def broken(draw: Draw) -> tuple[Draft, ExpectedFinding]:
        draft = draw(sketched(operation))
        query = {name: texts for name, texts in draft.query.items() if name not in group["names"]}
        query |= {name: draw(parameter(operation, name)) for name in (first, second)}
        return attrs.evolve(draft, query=query), expected

    return Breach(1011, "param", "exclusive", expected.basis, broken, param=second)
