"""KnownMistakes: calls and words that never existed, but that people and programs use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from salesiq_validate.contract.files import read_schema_file

if TYPE_CHECKING:
    from salesiq_validate.contract.path_tree import PathTree


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = read_schema_file("inventions.json")
    return document


@cache
def invented_names() -> Mapping[str, tuple[str, ...]]:
    """Return the invented names of keys and parameters, each with the documented names that it may mean."""
    return {name: tuple(known) for name, known in _document()["names"].items()}


def invented_scopes() -> Mapping[str, str]:
    """Return the invented resources in scopes, each with the documented one: "chats" to "conversations"."""
    scopes: Mapping[str, str] = _document()["scopes"]
    return scopes


class PathWords(NamedTuple):
    """What people write in a path for documented words."""

    #: Invented resources to documented ones: "chats" to "conversations".
    resources: Mapping[str, str]
    #: The same for segments after the resource: "online" to "status".
    segments: Mapping[str, str]
    #: By method, the verbs that people add to a path: "create" for POST.
    verbs: Mapping[str, list[str]]


class InventedCall(NamedTuple):
    """One invented path and the documented call with the same purpose."""

    #: Path segments from the resource on; "*" stands for any one segment.
    segments: tuple[str, ...]
    #: None for any method.
    method: str | None
    #: operationId of the documented call; None if the API cannot do it.
    operation: str | None
    #: Text for the hint, in place of the call or after it.
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


class KnownMistakes:
    """The calls and words that people invent, and the documented ones that they mean.

    Arguments:
        paths: the paths of the documented calls.
    """

    def __init__(self, paths: PathTree) -> None:
        self._paths = paths
        document = _document()
        self.calls = tuple(map(InventedCall.from_document, document["calls"]))
        #: An invented name of a key or parameter to the documented one: "message" to "text".
        self.names = invented_names()
        self._resources: Mapping[str, Mapping[str, str | None]] = document["resources"]
        self._not_judged = {entry["prefix"]: frozenset(entry["resources"]) for entry in document["not_judged"]}
        self.words = PathWords(
            {name: known["means"] for name, known in self._resources.items() if known["means"]},
            document["segments"],
            document["verbs"],
        )

    def knows(self, resource: str) -> bool:
        """Tell whether a segment is a known invented resource."""
        return resource in self._resources

    def invents(self, word: str) -> bool:
        """Tell whether a segment is one of the words that people write for documented ones."""
        return (
            self.knows(word) or word in self.words.segments or any(word in verbs for verbs in self.words.verbs.values())
        )

    def is_doubtful(self, prefix: str, resource: str) -> bool:
        """Tell whether a resource that no page lists may still exist under a prefix."""
        return resource in self._not_judged.get(prefix, ())

    def call(self, method: str, segments: list[str]) -> InventedCall | None:
        """Return the known invention with exactly this path."""
        return next((call for call in self.calls if call.matches(method, segments)), None)

    def advice(self, resource: str) -> str | None:
        """Return what to say about an invented resource."""
        return self._resources.get(resource, {}).get("advice")

    def hint(self, method: str, segments: list[str]) -> str | None:
        """Name the documented call for a known invented path."""
        known = self.call(method, segments)
        if known is None:
            return None
        operation = self._paths.by_id(known.operation or "")
        if operation is None or operation.path is None:
            return known.advice
        documented = f"the documented call is {operation.method} {operation.path}"
        return f"{documented}; {known.advice}" if known.advice else documented
