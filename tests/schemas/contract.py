"""The files of schemas/ as plain documents, read by the standard library alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2] / "schemas"
RESOURCES = sorted(path.stem for path in (ROOT / "operations").glob("*.json"))

#: Keywords that hold one subschema; `properties` and `anyOf` hold many.
_SINGLE = ("items", "additionalProperties", "not", "if", "then", "else")


def load(name: str) -> Any:
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


class Described(NamedTuple):
    """One operation, with the schemas that its file shares."""

    resource: str
    operation: dict[str, Any]
    shared: dict[str, Any]

    @property
    def id(self) -> str:
        return self.operation["operationId"]

    @property
    def paths(self) -> list[str]:
        path = self.operation["path"]
        return [] if path is None else [path, *self.operation.get("aliases", ())]

    def parameters(self, place: str) -> list[dict[str, Any]]:
        return [found for found in self.operation["parameters"] if found["in"] == place]

    def bodies(self) -> dict[str, dict[str, Any]]:
        content = self.operation.get("requestBody", {}).get("content", {})
        return {media: self.inlined(kind["schema"]) for media, kind in content.items()}

    def schemas(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every schema of the operation, inlined, with where it stands."""
        for parameter in self.operation["parameters"]:
            schema = parameter.get("schema") or parameter["content"]["application/json"]["schema"]
            yield f"{parameter['in']} {parameter['name']}", self.inlined(schema)
        for media, schema in self.bodies().items():
            yield f"body {media}", schema
        for status, response in self.operation["responses"].items():
            for media, kind in response.get("content", {}).items():
                yield f"{status} {media}", self.inlined(kind["schema"])

    def inlined(self, schema: Any) -> Any:
        if isinstance(schema, list):
            return [self.inlined(item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            return {**self.inlined(self.shared[schema["$ref"].removeprefix("#/schemas/")]), **beside}
        return {key: self.inlined(value) for key, value in schema.items()}


def subschemas(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and all schemas inside it, with where they stand."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for name, child in schema.get("properties", {}).items():
        yield from subschemas(child, f"{path}.{name}")
    for index, child in enumerate(schema.get("anyOf", ())):
        yield from subschemas(child, f"{path}/anyOf/{index}")
    for keyword in _SINGLE:
        yield from subschemas(schema.get(keyword), f"{path}[]" if keyword == "items" else f"{path}/{keyword}")


FILES = {resource: load(f"operations/{resource}.json") for resource in RESOURCES}
OPERATIONS = [
    Described(resource, operation, document.get("schemas", {}))
    for resource, document in FILES.items()
    for operation in document["operations"]
]
BY_ID = {described.id: described for described in OPERATIONS}
