"""TextFormat: the meaning of a text (`x-salesiq-format`), with its pattern, its name in words and an example."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import frozen

from salesiq_validate.contract.files import read_schema_file


@frozen(eq=False)
class TextFormat:
    """One kind of text or number: an e-mail address, milliseconds since 1970."""

    name: str
    #: What to call it: "an e-mail address".
    about: str
    #: The name of the generator of such values.
    generator: str
    #: A schema for what such values look like; None if nothing is known.
    schema: Mapping[str, Any] | None = None
    #: The advice for a value that does not look like it.
    advice: str = ""
    #: The hint for a value of the wrong type.
    hint: str | None = None
    #: None if a value cannot be written down, such as a file.
    example: str | int | None = None


@cache
def text_formats() -> Mapping[str, TextFormat]:
    """Return every format of schemas/text_formats.json, by its name."""
    formats = read_schema_file("text_formats.json")["formats"]
    return {name: TextFormat(name=name, **facts) for name, facts in formats.items()}


def format_of(schema: Mapping[str, Any]) -> TextFormat | None:
    """Return the text format of a schema."""
    return text_formats().get(schema.get("x-salesiq-format", ""))


def generator_of(schema: Mapping[str, Any]) -> str:
    """Return the name of the generator of such values; for a caller's schema, the format that it names itself."""
    known = format_of(schema)
    return str(schema.get("x-salesiq-format", schema.get("format", ""))) if known is None else known.generator
