"""Description: the answers on an operation's page, prepared once for a stand-in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import frozen

from salesiq_validate.contract.operation import Operation, Schema
from salesiq_validate.engine import Judge, default_engine, inline_refs

_HOLE: Final = re.compile(r"\{(\w+)\}")


@frozen(eq=False)
class Description:
    """How an operation answers."""

    operation: Operation
    #: Schema of `data`, without references; None if no page shows it.
    data: Schema | None
    judge: Judge | None
    #: The members that the answer shows; a client may have sent some of them under the same names.
    shown: Mapping[str, Schema]
    #: Judges for these members.
    members: Mapping[str, Judge]
    #: The placeholder for the id of the thing in `data`.
    id_name: str | None
    #: Further members of the envelope: `total`, `CRC`, `sync_time`.
    envelope_keys: tuple[str, ...]
    #: Each template of the path as a regular expression; its groups are the placeholders.
    paths: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, operation: Operation, operations: Iterable[Operation]) -> Description:
        engine = default_engine()
        operations = tuple(operations)
        data: Schema | None = None if operation.data is None else inline_refs(operation.data, operation.definitions)
        thing = data.get("items", {}) if data is not None and "items" in data else data or {}
        shown: Mapping[str, Schema] = thing.get("properties", {})
        sent = {name for body in operation.bodies.values() for name in _listed(body, operation)}
        success = operation.document.get("responses", {}).get("200", {})
        return cls(
            operation,
            data,
            None if data is None else engine.compile(data),
            shown,
            {name: engine.compile(member) for name, member in shown.items() if name in sent},
            _id_name(operation, operations),
            tuple(success.get("x-salesiq-envelope-keys", ())),
            tuple(map(_expression, operation.paths)),
        )

    def holes(self, path: str) -> Mapping[str, str]:
        """Return the values of the placeholders in a path."""
        for expression in self.paths:
            found = expression.fullmatch(path)
            if found is not None:
                return found.groupdict()
        return {}


def _listed(body: Schema, operation: Operation) -> Iterable[str]:
    listed: Mapping[str, Schema] = inline_refs(body, operation.definitions).get("properties", {})
    return listed


def _expression(template: str) -> re.Pattern[str]:
    # `split` returns the matches of _HOLE's group between the texts around them.
    parts = _HOLE.split(template)
    texts = [f"(?P<{part}>[^/]*)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile(f"{''.join(texts)}/?")


def _id_name(operation: Operation, operations: Iterable[Operation]) -> str | None:
    """Return the placeholder that identifies the data: the last one, if the path ends with it.

    `/blockedips/{blocked_ip_id}/comments` answers with the entry as well. Its description shows that: it is the same as
    for the path without `/comments`.
    """
    holes = list(_HOLE.finditer(operation.path or ""))
    if not holes or holes[-1][1] == "screen_name" or operation.path is None:
        return None
    head = operation.path[: holes[-1].end()]
    if head == operation.path:
        return holes[-1][1]
    reference = (operation.data or {}).get("$ref")
    same = (other for other in operations if other.path == head and other.resource == operation.resource)
    return holes[-1][1] if reference and any((other.data or {}).get("$ref") == reference for other in same) else None
