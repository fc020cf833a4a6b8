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
    #: Names the maker of such values.
    generator: str
    #: What values of it look like, as a schema; None where nothing is known.
    schema: Mapping[str, Any] | None = None
    #: What to say of a value that does not look like it.
    advice: str = ""
    #: What to say of a value that has the wrong type.
    hint: str | None = None
    #: None where a value cannot be written down, as of a file.
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
    """Return the name of the maker of such values; of a caller's schema that is the format it names itself."""
    known = format_of(schema)
    return str(schema.get("x-salesiq-format", schema.get("format", ""))) if known is None else known.generator
