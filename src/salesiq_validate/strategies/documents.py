"""Documents: strategies for the bodies of an operation's requests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from salesiq_validate.contract.operation import Operation, Schema, condition_holds
from salesiq_validate.judging.plan import KINDS
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.calls import field_texts
from salesiq_validate.strategies.drafts import File
from salesiq_validate.strategies.schemas import Shape, compiled


def draw_document(draw: st.DrawFn, operation: Operation, media: str, through: Shape) -> Any:
    """Draw a JSON document, or the fields of a form, that has the place `through`."""
    fields = KINDS[media] != "json"
    document = draw((_fields if fields else _documents)(operation, media, through))
    if isinstance(document, dict):
        _settle(draw, operation, media, document, through)
    return document


@cache
def _documents(operation: Operation, media: str, through: Shape) -> st.SearchStrategy[Any]:
    schema = operations.bodies(operation)[media]
    if operation.document.get("x-salesiq-update") and not through:
        schema = {**schema, "minProperties": max(1, schema.get("minProperties", 0))}
    return compiled(schema, through)


@cache
def _fields(operation: Operation, media: str, through: Shape) -> st.SearchStrategy[dict[str, Any]]:
    schema = operations.bodies(operation)[media]
    required = dict.fromkeys([*schema.get("required", ()), *(name for name in through[:1] if name is not None)])
    texts = {name: _field(member) for name, member in schema.get("properties", {}).items()}
    return st.fixed_dictionaries(
        {name: texts[name] for name in required},
        optional={name: texts[name] for name in texts if name not in required},
    )


def _field(schema: Schema) -> st.SearchStrategy[Any]:
    if schema.get("x-salesiq-format") == "binary":
        return st.builds(File, st.binary(min_size=1, max_size=20))
    return field_texts(schema).map(lambda texts: texts[0])


def _settle(draw: st.DrawFn, operation: Operation, media: str, document: dict[str, Any], through: Shape) -> None:
    """Make a document meet the operation's conditions on several keys."""
    schema = operations.bodies(operation)[media]
    members: Mapping[str, Schema] = schema.get("properties", {})
    kept = {*schema.get("required", ()), *through[:1]}
    for group in operations.exclusive_names(operation, "body"):
        present = sorted((name for name in document if name in group["names"]), key=lambda name: name not in kept)
        for name in present[1:]:
            del document[name]
    for condition in operations.conditions(operation, "body"):
        if condition_holds(condition, document):
            for name in condition["require"]:
                if name not in document:
                    document[name] = draw(member(operation, media, name))
    marks = operation.when.body if operation.when is not None else frozenset()
    if marks and marks.isdisjoint(document):
        name = draw(st.sampled_from(sorted(marks.intersection(members))))
        document[name] = draw(member(operation, media, name))


@cache
def member(operation: Operation, media: str, name: str) -> st.SearchStrategy[Any]:
    """Return a strategy for one member of a body."""
    schema = operations.bodies(operation)[media]["properties"][name]
    return compiled(schema) if KINDS[media] == "json" else _field(schema)
