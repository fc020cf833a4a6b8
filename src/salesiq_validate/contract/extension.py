"""Extension files: operations and error codes of a user's own portal, in the form of schemas/operations/."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from salesiq_validate.contract import operations_of
from salesiq_validate.contract.errors import CatalogueEntry, ErrorCatalogue
from salesiq_validate.contract.files import read_schema_file
from salesiq_validate.contract.operation import Operation
from salesiq_validate.decode import json_fast
from salesiq_validate.decode.python_objects import read_document
from salesiq_validate.engine.protocol import Engine, Violation
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.exceptions import SchemaNotUsable, UnusableExtension, did_you_mean
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits

#: How many faults of one file a message lists.
_TOLD = 5


def extended(
    operations: tuple[Operation, ...], errors: ErrorCatalogue, extensions: Iterable[Any], engine: Engine
) -> tuple[tuple[Operation, ...], ErrorCatalogue]:
    """Add extensions to a catalogue; they replace existing operations and codes.

    Arguments:
        extensions: paths of JSON files, or their decoded documents.

    Raises:
        UnusableExtension: a file cannot be read, has the wrong form, or contains a schema that cannot be used.
    """
    for extension in extensions:
        document, source = _read(extension)
        own = dict(document)
        codes = own.pop("errors", [])
        if own or not codes:
            _follow(own, read_schema_file("operations.schema.json"), source, engine)
        _follow({"errors": codes}, _codes_schema(), source, engine)
        added = operations_of(own) if own else ()
        for operation in added:
            _compile(operation, source, engine)
        operations = _replaced(operations, added)
        errors = errors.extended(
            CatalogueEntry.from_document({"status": "extension", "source": source, **code}) for code in codes
        )
    return operations, errors


def _replaced(operations: tuple[Operation, ...], added: Iterable[Operation]) -> tuple[Operation, ...]:
    """Replace operations that have the same id in place, and append new ones.

    The order matters if operations share a method and a path. The fields of a resource's criteria do not belong to
    one operation, so they stay unless the file has its own.
    """
    known = {operation.id: operation for operation in operations}
    for operation in added:
        old = known.get(operation.id)
        if old is not None and operation.criteria is None:
            operation = evolve(operation, criteria=old.criteria)
        known[operation.id] = operation
    return tuple(known.values())


def _read(extension: Any) -> tuple[Mapping[str, Any], str]:
    if not isinstance(extension, (str, os.PathLike)):
        document, source = extension, "<argument>"
    else:
        source = os.fspath(extension)
        try:
            document = json_fast.loads(Path(extension).read_bytes())
        except OSError as error:
            raise UnusableExtension(source, f"it cannot be read ({error.strerror})") from None
        except (ValueError, RecursionError):
            raise UnusableExtension(source, "it is not JSON") from None
    if not isinstance(document, Mapping):
        raise UnusableExtension(source, "it is not a JSON object with a key operations")
    plain, problems = read_document(dict(document), Limits(), strict=False)
    for problem in problems:
        raise UnusableExtension(source, f"{problem.path}: {problem.detail}")
    return plain, source


def _follow(document: Mapping[str, Any], schema: Any, source: str, engine: Engine) -> None:
    judge = engine.compile(schema)
    violations = judge.violations(document)
    if violations:
        told = "; ".join(
            f"{KeyPath(violation.pointer)}: {_words(violation, judge.schema)}" for violation in violations[:_TOLD]
        )
        more = f"; and {len(violations) - _TOLD} more" if len(violations) > _TOLD else ""
        stop = "" if f"{told}{more}".endswith("?") else "."
        raise UnusableExtension(source, f"{told}{more}{stop} Its form is described in schemas/operations.schema.json")


def _words(violation: Violation, schema: Any) -> str:
    """Say what is wrong, in words of the schema for extension files, and with no text from the user's file."""
    if violation.keyword == "additionalProperties":
        for step in violation.schema_path:
            schema = schema[step]
        nearest = did_you_mean(str(violation.pointer[-1]), tuple(schema.get("properties", ())))
        return f"an extension file has no such key.{nearest}" if nearest else "an extension file has no such key"
    detail = violation.detail
    expected = ", ".join(map(str, detail)) if isinstance(detail, (tuple, frozenset)) else detail
    return {
        "required": "a required key is absent",
        "type": f"the value has the wrong type; it must be {expected}",
        "enum": f"the value must be one of {expected}",
        "pattern": f"the value does not match {expected}",
        "minLength": "the text is empty",
    }.get(violation.keyword, f"breaks {violation.keyword}")


def _codes_schema() -> Any:
    schema = read_schema_file("errors.schema.json")
    # A user's own code needs only the members that are known.
    words = {"required", "allOf", "oneOf", "anyOf", "if", "then", "else"}
    entry = {key: value for key, value in schema["$defs"]["error"].items() if key not in words}
    entry["required"] = ["code"]
    return {
        "type": "object",
        "properties": {"errors": {"type": "array", "items": entry}},
        "$defs": schema["$defs"],
    }


def _compile(operation: Operation, source: str, engine: Engine) -> None:
    schemas = [*operation.bodies.values(), *(parameter.schema for parameter in operation.parameters)]
    try:
        for schema in schemas:
            engine.compile(inline_refs(schema, operation.definitions))
    except SchemaNotUsable as error:
        raise UnusableExtension(source, f"in {operation.id}: {error.reason}") from None
