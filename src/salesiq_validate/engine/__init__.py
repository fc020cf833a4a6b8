"""Two JSON Schema engines with one protocol: jsonschema defines the meaning of a schema, jsonschema-rs is fast."""

from __future__ import annotations

import os
from functools import cache
from typing import Final

from salesiq_validate.engine.protocol import Engine, Judge, PlainSchema, Violation
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.exceptions import UnknownName, UnusableArgument

__all__ = ["ENGINE_VARIABLE", "Engine", "Judge", "PlainSchema", "Violation", "default_engine", "inline_refs"]

#: Environment variable that chooses the engine: "fast", "reference", or "auto" for the first that is installed.
ENGINE_VARIABLE: Final = "SALESIQ_VALIDATE_ENGINE"


def default_engine() -> Engine:
    """Return the engine that the environment chooses; by default the fast one, or without jsonschema-rs the reference.

    Raises:
        UnknownName: the environment variable names no engine.
        UnusableArgument: it asks for the fast engine, which is not installed.
    """
    return _engine(os.environ.get(ENGINE_VARIABLE, "").strip().lower() or "auto")


@cache
def _engine(name: str) -> Engine:
    if name not in ("auto", "fast", "reference"):
        raise UnknownName("engine", name, ("auto", "fast", "reference"))
    if name != "reference":
        from salesiq_validate.engine.fast import FastEngine

        try:
            return FastEngine()
        except UnusableArgument:
            if name == "fast":
                raise
    from salesiq_validate.engine.reference import ReferenceEngine

    return ReferenceEngine()
