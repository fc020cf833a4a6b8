"""Two JSON Schema engines with one protocol: jsonschema defines what a schema means, jsonschema-rs is fast."""

from __future__ import annotations

import os
from functools import cache
from typing import Final

from salesiq_validate.engine.protocol import Engine, Judge, PlainSchema, Violation
from salesiq_validate.engine.references import inline_refs
from salesiq_validate.exceptions import UnknownName, UnusableArgument

__all__ = ["ENGINE_VARIABLE", "Engine", "Judge", "PlainSchema", "Violation", "default_engine", "inline_refs"]

#: Environment variable that chooses the engine: "fast", "reference", or "auto" for the first that is there.
ENGINE_VARIABLE: Final = "SALESIQ_VALIDATE_ENGINE"


def default_engine() -> Engine:
    """Return the engine that the environment chooses, else the fast one, or the reference without jsonschema-rs.

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
