"""KnownMistakes: calls that never existed and that people, and programs that write programs, send all the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from salesiq_validate.contract.files import read_schema_file

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.contract.path_tree import PathTree


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = read_schema_file("inventions.json")
    return document


@cache
def invented_names() -> Mapping[str, tuple[str, ...]]:
    """Return the invented names of keys and parameters, each with the documented ones that it may stand for."""
    return {name: tuple(known) for name, known in _document()["names"].items()}


def invented_scopes() -> Mapping[str, str]:
    """Return the invented resources in scopes, each with the documented one: "chats" to "conversations"."""
    scopes: Mapping[str, str] = _document()["scopes"]
    return scopes


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

    def operation_of(self, paths: PathTree) -> Operation | None:
        """Return the documented call, None where the API cannot do it."""
        return next((found for found in paths.operations if found.id == self.operation), None)

    def matches(self, method: str, segments: list[str]) -> bool:
        return (
            self.method in (None, method)
            and len(segments) == len(self.segments)
            and all(mine in ("*", theirs) for mine, theirs in zip(self.segments, segments, strict=True))
        )


class KnownMistakes:
    """The calls and names that people invent, and the documented ones that they stand for.

    Arguments:
        paths: where the documented calls are looked up.
    """

    def __init__(self, paths: PathTree) -> None:
        self._paths = paths
        document = _document()
        self.calls = tuple(map(InventedCall.from_document, document["calls"]))
        #: An invented name of a key or parameter to the documented one: "message" to "text".
        self.names = invented_names()
        self._resources = frozenset(call.segments[0] for call in self.calls)

    def knows(self, resource: str) -> bool:
        """Tell whether a segment is the resource of a known invention."""
        return resource in self._resources

    def call(self, method: str, segments: list[str]) -> InventedCall | None:
        """Return the invention that a path is as a whole."""
        return next((call for call in self.calls if call.matches(method, segments)), None)

    def exact(self, method: str, segments: list[str]) -> str | None:
        """Name the documented call for an invented path that is known as a whole."""
        known = self.call(method, segments)
        return None if known is None else _say(known, self._paths)

    def hint(self, method: str, segments: list[str]) -> str | None:
        """Name the documented call for an invented path; without an exact entry, the nearest resource."""
        known = self.exact(method, segments)
        if known is not None or not segments:
            return known
        for call in self.calls:
            if call.segments[0] == segments[0] and len(call.segments) == 1:
                return _say(call, self._paths)
        import difflib

        resources = self._paths.resources()
        near = difflib.get_close_matches(segments[0].lower(), resources, n=1, cutoff=0.7)
        return (
            f"the nearest documented resource is {near[0]}, under {resources[near[0]][0]}/{{screen_name}}/"
            if near
            else None
        )


def _say(call: InventedCall, paths: PathTree) -> str | None:
    operation = call.operation_of(paths)
    if operation is None or operation.path is None:
        return call.advice
    documented = f"the documented call is {operation.method} {operation.path}"
    return f"{documented}; {call.advice}" if call.advice else documented
