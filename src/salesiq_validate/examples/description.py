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
    #: Of `data`, without references; None where no page shows it.
    data: Schema | None
    judge: Judge | None
    #: The members that the answer shows, of which a client may have sent some: the same names stand in the body.
    shown: Mapping[str, Schema]
    #: Judges of those.
    members: Mapping[str, Judge]
    #: The placeholder of the path that holds the id of what `data` describes.
    id_name: str | None
    #: `total`, `CRC`, `sync_time`.
    envelope_keys: tuple[str, ...]
    #: Templates of the path, each as an expression whose groups are the placeholders.
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
        """Return what fills the placeholders of a path."""
        for expression in self.paths:
            found = expression.fullmatch(path)
            if found is not None:
                return found.groupdict()
        return {}


def _listed(body: Schema, operation: Operation) -> Iterable[str]:
    listed: Mapping[str, Schema] = inline_refs(body, operation.definitions).get("properties", {})
    return listed


def _expression(template: str) -> re.Pattern[str]:
    # `split` puts what the group of _HOLE found between the texts around it.
    parts = _HOLE.split(template)
    texts = [f"(?P<{part}>[^/]*)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile(f"{''.join(texts)}/?")


def _id_name(operation: Operation, operations: Iterable[Operation]) -> str | None:
    """Return the placeholder that identifies the data: the last one, if the path ends with it.

    `/blockedips/{blocked_ip_id}/comments` answers with the entry as well, which is told by its description: it is the
    same as that of the path without its end.
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
