"""Inventions: calls that never existed and that people, and programs that write programs, send all the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from salesiq_validate.catalogue.files import read_schema_file

if TYPE_CHECKING:
    from salesiq_validate.catalogue.operation import Operation
    from salesiq_validate.catalogue.routing import Router


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = read_schema_file("inventions.json")
    return document


@cache
def invented_names() -> Mapping[str, tuple[str, ...]]:
    """Return the invented names of keys and parameters, each with the documented ones that it may stand for."""
    return {name: tuple(known) for name, known in _document()["names"].items()}


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
    #: Whether it is plain enough what was meant to judge the rest of the request by the documented call.
    is_judged: bool = False

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> InventedCall:
        return cls(
            tuple(document["path"].strip("/").split("/")),
            document.get("method"),
            document.get("operation"),
            document.get("advice"),
            document.get("judged", False),
        )

    @property
    def is_one_record(self) -> bool:
        """Whether it names a record, and so says what is to be done; of a collection only the method says so."""
        return "*" in self.segments

    def operation_of(self, router: Router) -> Operation | None:
        """Return the documented call, None where the API cannot do it."""
        return next((found for found in router.operations if found.id == self.operation), None)

    def matches(self, method: str, segments: list[str]) -> bool:
        return (
            self.method in (None, method)
            and len(segments) == len(self.segments)
            and all(mine in ("*", theirs) for mine, theirs in zip(self.segments, segments, strict=True))
        )


class Inventions:
    """The known inventions; read when the first wrong URL needs them."""

    def __init__(self) -> None:
        document = _document()
        self.calls = tuple(map(InventedCall.from_document, document["calls"]))
        #: An invented name of a key or parameter to the documented one: "message" to "text".
        self.names = invented_names()
        #: An invented resource in a scope to the documented one: "chats" to "conversations".
        self.scopes: Mapping[str, str] = document["scopes"]
        self._resources = frozenset(call.segments[0] for call in self.calls)

    def knows(self, resource: str) -> bool:
        """Tell whether a segment is the resource of a known invention."""
        return resource in self._resources

    def call(self, method: str, segments: list[str]) -> InventedCall | None:
        """Return the invention that a path is as a whole."""
        return next((call for call in self.calls if call.matches(method, segments)), None)

    def exact(self, method: str, segments: list[str], router: Router) -> str | None:
        """Name the documented call for an invented path that is known as a whole."""
        known = self.call(method, segments)
        return None if known is None else _say(known, router)

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
    operation = call.operation_of(router)
    if operation is None or operation.path is None:
        return call.advice
    documented = f"the documented call is {operation.method} {operation.path}"
    return f"{documented}; {call.advice}" if call.advice else documented
