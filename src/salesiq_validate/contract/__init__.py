"""The contents of schemas/ as values: error codes, servers, operations, and the router from URLs to operations."""

from __future__ import annotations

from functools import cache
from typing import Any

from salesiq_validate.contract.files import read_schema_file, resource_names
from salesiq_validate.contract.operation import Operation


def operations_of(document: dict[str, Any]) -> tuple[Operation, ...]:
    """Return the operations of one file's document, which must already follow operations.schema.json."""
    return tuple(
        Operation.from_document(
            operation,
            resource=document["resource"],
            definitions=document.get("schemas", {}),
            criteria=document.get("x-salesiq-criteria"),
            read=document.get("read", ""),
        )
        for operation in document["operations"]
    )


def contract_version() -> str:
    """Return the version of schemas/, which changes with every fact: `2026.11.29`."""
    version: str = read_schema_file("contract.json")["version"]
    return version


@cache
def all_operations() -> tuple[Operation, ...]:
    """Return every operation of schemas/operations/, by file and in the order of the file."""
    return tuple(
        operation
        for name in resource_names()
        for operation in operations_of(read_schema_file(f"operations/{name}.json"))
    )
