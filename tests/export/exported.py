"""The exported documents, made once, and what stands where in them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from salesiq_validate import ErrorCatalogue
from salesiq_validate.contract import all_operations
from salesiq_validate.export import openapi_document

BY_ID = {operation.id: operation for operation in all_operations()}
ROUTABLE = {name: operation for name, operation in BY_ID.items() if operation.path is not None}


@cache
def document(*, sure: bool = False, types: Any = "lenient", auth: Any = "oauth2") -> dict[str, Any]:
    return openapi_document(all_operations(), ErrorCatalogue(), version="1.2.3", sure=sure, types=types, auth=auth)


def place(operation) -> tuple[str, str]:
    return re.sub(r"\{[a-z_]+\}", "{}", operation.path), operation.method


def sharing(operation) -> list[str]:
    """The operations of one method and path."""
    return [name for name, other in ROUTABLE.items() if place(other) == place(operation)]


def call(name: str, *, sure: bool = False, types: Any = "lenient") -> dict[str, Any]:
    operation = ROUTABLE[name]
    return document(sure=sure, types=types)["paths"][operation.path][operation.method.lower()]


@cache
def judge(name: str, *way: str, sure: bool = False) -> Draft202012Validator:
    """A validator for the schema at some place of a call, which may refer to the document's components."""
    schema = call(name, sure=sure)
    for step in way:
        schema = schema[step]
    return Draft202012Validator({"components": document(sure=sure)["components"], "allOf": [schema["schema"]]})


def takes(name: str, body: Any, *, media: str = "application/json", sure: bool = False) -> bool:
    return judge(name, "requestBody", "content", media, sure=sure).is_valid(body)
