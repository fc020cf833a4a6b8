"""Query: from the text after "?" to the values that the schemas of the parameters describe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_plus

from salesiq_validate.contract.operation import Parameter, Schema
from salesiq_validate.decode import json_fast

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,300}")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?")


def read_query(query: str, parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return the parameters by name, in the order of the query; one that repeats becomes a list.

    What cannot be read as its schema says stays text, so that the schema refuses it.
    """
    found: dict[str, Any] = {}
    is_escaped = "%" in query or "+" in query
    for pair in query.split("&"):
        if not pair:
            continue
        name, _, text = pair.partition("=")
        if is_escaped:
            name, text = unquote_plus(name), unquote_plus(text)
        parameter = parameters.get(name)
        value = text if parameter is None else read_parameter(text, parameter)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list) and isinstance(value, list):
            found[name] = found[name] + value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def read_parameter(text: str, parameter: Parameter) -> Any:
    """Return one parameter's value: a number, a list, a document, or the text itself."""
    if parameter.serialisation == "json":
        try:
            return json_fast.loads(text)
        except (ValueError, RecursionError):
            return text
    if parameter.serialisation == "comma":
        items = parameter.schema.get("items", {})
        return [read_scalar(part, items) for part in text.split(",")]
    return read_scalar(text, parameter.schema)


def read_scalar(text: str, schema: Schema) -> Any:
    """Read a text as the scalar that its schema wants; a schema that takes strings takes the text."""
    wanted = schema.get("type", "string")
    types = (wanted,) if isinstance(wanted, str) else wanted
    if "string" in types:
        return text
    if "integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return float(text)
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if "array" in types:
        return [read_scalar(text, schema.get("items", {}))]
    return text
