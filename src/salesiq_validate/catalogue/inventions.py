"""Inventions: calls that never existed and that people, and programs that write programs, send all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from salesiq_validate.catalogue.files import read_schema_file

if TYPE_CHECKING:
    from salesiq_validate.catalogue.routing import Router


class InventedCall(NamedTuple):
    """One invented path and the documented call that does what it was meant to do."""

    #: Path segments from the resource on; "*" stands for any one segment.
    segments: tuple[str, ...]
    #: None for any method.
    method: str | None
    #: operationId of the documented call, None where the API cannot do it.
    operation: str | None
    #: Said instead of, or behind, the call.
    advice: str | None

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> InventedCall:
        return cls(
            tuple(document["path"].strip("/").split("/")),
            document.get("method"),
            document.get("operation"),
            document.get("advice"),
        )

    def matches(self, method: str, segments: list[str]) -> bool:
        return (
            self.method in (None, method)
            and len(segments) == len(self.segments)
            and all(mine in ("*", theirs) for mine, theirs in zip(self.segments, segments, strict=True))
        )


class Inventions:
    """The known inventions; read when the first wrong URL needs them."""

    def __init__(self) -> None:
        document = read_schema_file("inventions.json")
        self.calls = tuple(map(InventedCall.from_document, document["calls"]))
        #: An invented name of a key or parameter to the documented one: "message" to "text".
        self.names: Mapping[str, tuple[str, ...]] = {name: tuple(known) for name, known in document["names"].items()}
        #: An invented resource in a scope to the documented one: "chats" to "conversations".
        self.scopes: Mapping[str, str] = document["scopes"]
        self._resources = frozenset(call.segments[0] for call in self.calls)

    def knows(self, resource: str) -> bool:
        """Tell whether a segment is the resource of a known invention."""
        return resource in self._resources

    def exact(self, method: str, segments: list[str], router: Router) -> str | None:
        """Name the documented call for an invented path that is known as a whole."""
        return next((_say(call, router) for call in self.calls if call.matches(method, segments)), None)

    def hint(self, method: str, segments: list[str], router: Router) -> str | None:
        """Name the documented call for an invented path; without an exact entry, the nearest resource."""
        known = self.exact(method, segments, router)
        if known is not None or not segments:
            return known
        for call in self.calls:
            if call.segments[0] == segments[0] and len(call.segments) == 1:
                return _say(call, router)
        import difflib

        resources = router.resources()
        near = difflib.get_close_matches(segments[0].lower(), resources, n=1, cutoff=0.7)
        return (
            f"the nearest documented resource is {near[0]}, under {resources[near[0]][0]}/{{screen_name}}/"
            if near
            else None
        )


def _say(call: InventedCall, router: Router) -> str | None:
    operation = next((found for found in router.operations if found.id == call.operation), None)
    if operation is None or operation.path is None:
        return call.advice
    documented = f"the documented call is {operation.method} {operation.path}"
    return f"{documented}; {call.advice}" if call.advice else documented
