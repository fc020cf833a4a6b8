"""Sharing: every object is a component, there once and under a name that says what it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import chain, count
from typing import Any, Final

from salesiq_validate.export.components import component_name

_PREFIX: Final = "#/components/schemas/"
#: In front of names of what answers show; a request has another schema for the same thing.
_SHOWN: Final = "shown_"


def shared_name(resource: str, name: str) -> str:
    """Return the name of a schema that a resource's file shares, until all of them are known."""
    return f"{resource}/{name}"


def share(document: dict[str, Any], names: list[str]) -> None:
    """Let shared schemas that are the same be one component, and name each.

    Arguments:
        document: the OpenAPI document, which is changed.
        names: of the components that are shared.
    """
    schemas = document["components"]["schemas"]
    left = names
    while True:
        first: dict[str, str] = {}
        for name in left:
            first.setdefault(json.dumps(schemas[name], sort_keys=True), name)
        joined = {name: first[json.dumps(schemas[name], sort_keys=True)] for name in left}
        left = list(first.values())
        if len(left) == len(joined):
            break
        # What is joined may make others the same.
        for name in joined.keys() - first.values():
            del schemas[name]
        _point(document, joined)
    named = _names(left, schemas)
    document["components"]["schemas"] = {named.get(name, name): schema for name, schema in schemas.items()}
    _point(document, named)


def name_nested(schemas: dict[str, Any]) -> None:
    """Let objects and lists of values inside of others be components: `CreateAppResultContact` is `contact` in it.

    Generators of code make up names like `Contact1` otherwise.

    Arguments:
        schemas: the document's components, which are changed.
    """
    todo = list(schemas.items())
    while todo:
        name, schema = todo.pop()
        for member, nested in schema.get("properties", {}).items():
            word, holder = name + component_name(member), schema["properties"]
            place: int | str = member
            while isinstance(nested, dict) and isinstance(nested.get("items"), dict):
                word, holder, place, nested = f"{word}Item", nested, "items", nested["items"]
            if isinstance(nested, dict) and (nested.get("properties") or "enum" in nested):
                while word in schemas:
                    word += "Value"
                schemas[word] = nested
                holder[place] = {"$ref": _PREFIX + word}
                todo.append((word, nested))


def _names(shared: list[str], schemas: Mapping[str, Any]) -> dict[str, str]:
    """Return a name for each shared schema: of the thing itself for the first one, with its resource for others.

    So the names of what ships stay the same beside a user's own files, which come last.
    """
    named: dict[str, str] = {}
    taken = schemas.keys() - set(shared)
    for name in shared:
        resource, _, word = name.partition("/")
        thing = component_name(word.removeprefix(_SHOWN) if "properties" in schemas[name] else word)
        whole = component_name(f"{resource}_{word}")
        possible = chain((thing, component_name(resource) + thing, whole), (f"{whole}{number}" for number in count(2)))
        named[name] = next(one for one in possible if one not in taken)
        taken.add(named[name])
    return named


def _point(document: Any, names: Mapping[str, str]) -> None:
    """Let references to schemas lead to their new names."""
    todo = [document]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference.startswith(_PREFIX):
                name = reference.removeprefix(_PREFIX)
                node["$ref"] = _PREFIX + names.get(name, name)
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)
