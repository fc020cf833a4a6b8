"""CompiledSchema: a schema of the contract, and the engine's compiled form of it."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from salesiq_validate.contract.operation import Schema
from salesiq_validate.decode.json_fast import is_plain

if TYPE_CHECKING:
    from salesiq_validate.engine.protocol import Judge
    from salesiq_validate.judging.context import Context


class CompiledSchema:
    """A schema and its compiled judge; the engine compiles it on first use."""

    def __init__(self, context: Context, schema: Schema) -> None:
        self._context = context
        self.schema = schema

    @cached_property
    def judge(self) -> Judge:
        return self._context.engine.compile(self.schema)

    def at(self, path: tuple[str | int, ...]) -> Mapping[str, Any]:
        """Return the subschema at a violation's schema path."""
        node: Any = self.judge.schema
        for step in path:
            node = node[step]
        return node if isinstance(node, dict) else {}

    def property(self, path: tuple[str | int, ...], name: str) -> Mapping[str, Any]:
        """Return the schema of one member of an object; the path leads to the object's schema."""
        found = self.at(path).get("properties", {}).get(name, {})
        return found if isinstance(found, dict) else {}

    def accepts(self, document: Any) -> bool:
        """Tell whether a document of JSON values meets the schema."""
        try:
            return self.judge.is_valid(document)
        except ValueError:  # too deep for the engines, so it is not judged
            return False

    def accepts_object(self, value: Any) -> bool:
        """Tell whether a caller's object is JSON beyond doubt and meets the schema; a "no" proves nothing."""
        try:
            if not self._takes_object(value):
                return False
            # Engines treat Decimal and members of an Enum as numbers and texts; `marshal` accepts only built-in types.
            marshal.dumps(value)
        except ValueError:
            return False
        return True

    @cached_property
    def _takes_object(self) -> Callable[[Any], bool]:
        limit = self._context.limits.max_depth
        return self.judge.takes_object(limit) or (lambda value: is_plain(value, limit) and self.judge.is_valid(value))
