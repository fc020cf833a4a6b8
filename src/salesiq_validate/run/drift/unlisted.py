"""Unlisted members: keys of an answer's data that the operation's description does not list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.contract.operation import Schema

#: The path through a description: names of members, and 0 for the items of a list.
Way: TypeAlias = tuple[str | int, ...]


def unlisted(schema: Schema, value: Any, way: Way = ()) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Yield the objects that have unlisted members: the path to the object's description, and those members.

    Only an object whose description lists keys can have unlisted members; if the description allows free keys, it
    has none.

    Arguments:
        schema: the schema, without references.
        value: the value at this path.
        way: the path to both.
    """
    if isinstance(value, list):
        items = schema.get("items")
        if isinstance(items, dict):
            for item in value:
                yield from unlisted(items, item, (*way, 0))
    elif isinstance(value, dict):
        listed = schema.get("properties")
        if not isinstance(listed, dict):
            return
        if "additionalProperties" not in schema:
            more = {name: member for name, member in value.items() if name not in listed}
            if more:
                yield way, more
        for name, member in value.items():
            if isinstance(member, (dict, list)) and name in listed:
                yield from unlisted(listed[name], member, (*way, name))
