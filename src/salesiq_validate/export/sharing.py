"""Sharing: makes every object a component, once, under a name that says what it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import chain, count
from typing import Any, Final

from salesiq_validate.export.components import SCHEMAS, component_name

#: Prefix for the schemas of things in answers; requests have another schema for the same thing.
_SHOWN: Final = "shown_"


def shared_name(resource: str, name: str) -> str:
    """Return the temporary name of a shared schema of a resource's file, used until all of them are known."""
    return f"{resource}/{name}"


def share(document: dict[str, Any], names: list[str]) -> None:
    """Merge equal shared schemas into one component, and name each component.

    Arguments:
        document: the OpenAPI document, which is changed.
        names: the names of the shared components.
    """
    schemas = document["components"]["schemas"]
    left = names
    while True:
        texts = {name: json.dumps(schemas[name], sort_keys=True) for name in left}
        first: dict[str, str] = {}
        for name, text in texts.items():
            first.setdefault(text, name)
        joined = {name: first[text] for name, text in texts.items()}
        left = list(first.values())
        if len(left) == len(joined):
            break
        # After a merge, further schemas may be equal.
        for name in joined.keys() - first.values():
            del schemas[name]
        _point(document, joined)
    named = _names(left, schemas)
    document["components"]["schemas"] = {named.get(name, name): schema for name, schema in schemas.items()}
    _point(document, named)


def name_nested(schemas: dict[str, Any]) -> None:
    """Make nested objects and lists of values components: `CreateAppResultContact` for `contact` in `CreateAppResult`.

    Otherwise code generators make up names such as `Contact1`.

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
                holder[place] = {"$ref": SCHEMAS + word}
                todo.append((word, nested))


def _names(shared: list[str], schemas: Mapping[str, Any]) -> dict[str, str]:
    """Return a name for each shared schema: the plain name for the first one, with its resource for later ones.

    A user's own files come last, so the names of the shipped schemas stay the same.
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
    """Change references to schemas to their new names."""
    todo = [document]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference.startswith(SCHEMAS):
                name = reference.removeprefix(SCHEMAS)
                node["$ref"] = SCHEMAS + names.get(name, name)
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)
