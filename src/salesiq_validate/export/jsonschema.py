"""One self-contained JSON Schema for a part of one operation."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias, get_args

from salesiq_validate.contract.operation import Operation
from salesiq_validate.exceptions import UnknownName, UnusableArgument
from salesiq_validate.export.schemas import SchemaWriter, references

Part: TypeAlias = Literal["body", "query", "response"]
PARTS: Final[tuple[str, ...]] = get_args(Part)

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_JSON: Final = "application/json"


def json_schema(
    operation: Operation, part: Part = "body", *, media: str | None = None, sure: bool = False
) -> dict[str, Any]:
    """Return a self-contained JSON Schema 2020-12 for an operation's body, query or answer.

    For a query, the schema describes one object of the decoded parameters; for an answer, only its `data`.

    Arguments:
        media: the body's media type; by default the operation's first one.
        sure: leave out inferred facts, such as the ban on unknown keys.

    Raises:
        UnknownName: the operation has no body with that media type.
        UnusableArgument: the operation has no such part, or no page shows it.
    """
    used: dict[str, None] = {}

    def refer(name: str) -> str:
        used[name] = None
        return f"#/$defs/{name}"

    writer = SchemaWriter(operation.definitions, refer, sure=sure)
    written = {"body": _body, "query": _query, "response": _response}[part](operation, writer, media)
    definitions: dict[str, Any] = {}
    while len(definitions) < len(used):
        for name in [name for name in used if name not in definitions]:
            definitions[name] = writer.write(operation.definitions[name])
    whole = {
        "$schema": _DIALECT,
        "title": f"{operation.id}: {part}",
        "description": f"{operation.summary}. {operation.source}".strip(),
        **{key: value for key, value in written.items() if key not in {"title", "description"}},
    }
    if definitions:
        whole["$defs"] = {name: definitions[name] for name in operation.definitions if name in definitions}
    assert all(reference.startswith("#/$defs/") for reference in references(whole))
    return whole


def _body(operation: Operation, writer: SchemaWriter, media: str | None) -> dict[str, Any]:
    if not operation.bodies:
        raise UnusableArgument(f"{operation.id} takes no body; its other parts are query and response")
    if media is not None and media not in operation.bodies:
        raise UnknownName(f"body of {operation.id} as", media, tuple(operation.bodies))
    return writer.body(operation, next(iter(operation.bodies)) if media is None else media)


def _query(operation: Operation, writer: SchemaWriter, _media: str | None) -> dict[str, Any]:
    known = [found for found in operation.parameters if found.location == "query"]
    if not known:
        raise UnusableArgument(f"no query parameter of {operation.id} is documented")
    # As one object with marks, so that the sure form is made as for any object.
    members = {
        found.name: {**found.schema, "x-salesiq-basis": {**found.schema.get("x-salesiq-basis", {}), **found.basis}}
        for found in known
    }
    schema: dict[str, Any] = {
        "type": "object",
        "properties": members,
        "required": [found.name for found in known if found.required and not found.also_in_body],
    }
    if operation.complete:
        schema["additionalProperties"] = False
    written = writer.write(schema)
    for member in written["properties"].values():
        if not member.get("x-salesiq-basis", True):
            del member["x-salesiq-basis"]
    return written


def _response(operation: Operation, writer: SchemaWriter, _media: str | None) -> dict[str, Any]:
    if operation.data is None:
        raise UnusableArgument(f"no page shows the data with which {operation.id} answers")
    return writer.write(operation.data)
