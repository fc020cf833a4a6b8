"""Sharing: schemas that several resources hold alike become one component."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

_PREFIX: Final = "#/components/schemas/"


def share_identical(document: dict[str, Any], names: Iterable[str]) -> None:
    """Let components that are the same be one, under the first name.

    Arguments:
        document: the OpenAPI document, which is changed.
        names: of the components that may be joined.
    """
    schemas = document["components"]["schemas"]
    names = list(names)
    while True:
        first: dict[str, str] = {}
        renamed: dict[str, str] = {}
        for name in names:
            text = json.dumps(schemas[name], sort_keys=True)
            if first.setdefault(text, name) != name:
                renamed[_PREFIX + name] = _PREFIX + first[text]
        if not renamed:
            return
        names = list(first.values())
        for name in renamed:
            del schemas[name.removeprefix(_PREFIX)]
        _point(document, renamed)


def _point(node: Any, renamed: dict[str, str]) -> None:
    """Let references lead to the names that are left; what is joined may make others the same."""
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            if node.get("$ref") in renamed:
                node["$ref"] = renamed[node["$ref"]]
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)
