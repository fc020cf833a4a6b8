"""Calls: strategies for the parts of a request around its body: host, path, query and headers."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

from hypothesis import strategies as st

from salesiq_validate.contract.operation import Operation, Parameter, Schema, condition_holds
from salesiq_validate.contract.path_tree import UNFILLED
from salesiq_validate.contract.servers import Servers
from salesiq_validate.strategies import operations
from salesiq_validate.strategies.drafts import AUTHORIZATION, as_text
from salesiq_validate.strategies.schemas import compiled
from salesiq_validate.strategies.texts import words

_PLAIN_SEGMENT: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,19}"

HOSTS: Final = st.deferred(lambda: st.sampled_from([server.host for server in Servers.load().salesiq]))


@cache
def paths(operation: Operation) -> st.SearchStrategy[str]:
    """Return a strategy for the path's template: the operation's own or an alias."""
    return st.sampled_from(operation.paths)


@cache
def segments(operation: Operation, path: str) -> st.SearchStrategy[dict[str, str]]:
    """Return a strategy for the values of a path's placeholders."""
    known = operations.path_schemas(operation)
    holes = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return st.fixed_dictionaries({hole: _segment(hole, known.get(hole, {})) for hole in holes})


def _segment(hole: str, schema: Schema) -> st.SearchStrategy[str]:
    if "enum" in schema:
        return compiled(textual(schema)).map(as_text)
    if hole == "screen_name":
        strategy = words("[a-z][a-z0-9]{0,14}").filter(lambda name: not UNFILLED.fullmatch(name))
    elif "string" in schema.get("type", "string") and schema.keys().isdisjoint({"pattern", "x-salesiq-format"}):
        strategy = words(_PLAIN_SEGMENT)
    else:
        strategy = compiled(textual(schema)).map(as_text)
    return strategy.filter(lambda text: text not in operations.path_literals())


def textual(schema: Schema) -> Schema:
    """Return the schema for a query or form: text wherever the schema accepts text."""
    types = schema.get("type", "string")
    return {**schema, "type": "string"} if "string" in ([types] if isinstance(types, str) else types) else schema


def parameter_texts(parameter: Parameter) -> st.SearchStrategy[list[str]]:
    """Return a strategy for the texts of a parameter; more than one if it repeats."""
    schema = parameter.schema
    if parameter.serialisation == "json":
        return compiled(schema).map(lambda value: [json.dumps(value)])
    if parameter.serialisation == "text":
        return field_texts(schema)
    items = compiled(textual(schema.get("items", {}))).map(as_text).filter(lambda text: text and "," not in text)
    size = min(schema.get("maxItems", 3), 3)
    return st.lists(items, min_size=1, max_size=size).map(lambda texts: [",".join(texts)])


def field_texts(schema: Schema) -> st.SearchStrategy[list[str]]:
    """Return a strategy for the texts of a field, which may repeat if it is a list."""
    described = textual(schema)
    if described.get("type") == "array":
        items = compiled(textual(schema.get("items", {}))).map(as_text)
        return st.lists(items, min_size=1, max_size=min(schema.get("maxItems", 3), 3))
    return compiled(described).map(lambda value: [as_text(value)])


@cache
def parameter(operation: Operation, name: str) -> st.SearchStrategy[list[str]]:
    """Return a strategy for the texts of one query parameter."""
    mark = operation.when.query.get(name) if operation.when is not None else None
    known = {found.name: found for found in operation.parameters if found.location == "query"}
    return parameter_texts(known[name]) if mark is None else st.just([mark])


@cache
def _query(operation: Operation, wanted: frozenset[str]) -> st.SearchStrategy[dict[str, list[str]]]:
    known = [found for found in operation.parameters if found.location == "query"]
    marks = operation.when.query if operation.when is not None else {}
    mandatory = [found.name for found in known if found.required or found.name in wanted or found.name in marks]
    return st.fixed_dictionaries(
        {name: parameter(operation, name) for name in mandatory},
        optional={found.name: parameter(operation, found.name) for found in known if found.name not in mandatory},
    )


def draw_query(draw: st.DrawFn, operation: Operation, wanted: frozenset[str]) -> dict[str, list[str]]:
    """Draw the texts of the query's parameters, in a valid combination."""
    query = dict(draw(_query(operation, wanted)))
    for group in operations.exclusive_names(operation, "query"):
        present = sorted((name for name in query if name in group["names"]), key=lambda name: name not in wanted)
        for name in present[1:]:
            del query[name]
    for condition in operations.conditions(operation, "query"):
        if condition_holds(condition, {name: texts[0] for name, texts in query.items()}):
            absent = [name for name in condition["require"] if name not in query]
            query.update({name: draw(parameter(operation, name)) for name in absent})
    return query


@cache
def sent_headers(operation: Operation) -> st.SearchStrategy[dict[str, str]]:
    """Return a strategy for the headers, except that of the body."""
    fixed = {"Authorization": st.just(AUTHORIZATION)}
    optional: dict[str, st.SearchStrategy[str]] = {}
    for found in operation.parameters:
        if found.location == "header":
            (fixed if found.required else optional)[found.name] = compiled(textual(found.schema)).map(as_text)
    if operation.when is not None and operation.when.header is not None:
        name, _, value = operation.document["when"]["header"].partition(":")
        fixed[name] = st.just(value.strip() or "example")
    return st.fixed_dictionaries(fixed, optional=optional)
