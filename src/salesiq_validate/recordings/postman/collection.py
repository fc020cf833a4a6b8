"""The entries of one collection: its items in order, each with the auth that it inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.message import NoExchange, decoded_json, decoded_object
from salesiq_validate.recordings.postman.example import SavedRequest
from salesiq_validate.recordings.postman.item_walk import FoundItem, ItemKind, walk_items
from salesiq_validate.recordings.postman.variables import Variables, values_of
from salesiq_validate.recordings.stream.json_array import ArrayReader, Element
from salesiq_validate.rules.reading import broken_recording, limit_hit, unreadable_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading
    from salesiq_validate.recordings.stream.json_span import JsonMembers

_EXAMPLES = (frozenset({b"response"}),)


def read_collection(text: bytes, begin: int, members: JsonMembers, reading: Reading) -> Iterator[Entry]:
    """Read the items of a collection.

    Arguments:
        text: the text of the file.
        begin: the offset at which the collection's object begins.
        members: the members of that object.
        reading: how to read it.
    """
    own = values_of(_decoded(members.get(b"variable", b"null")))
    yield from _Collection(text, reading, Variables({**own, **reading.variables})).entries(begin)


def _decoded(text: bytes) -> Any:
    try:
        return decoded_json(text, "item")
    except NoExchange:
        return None


class _Collection:
    """A collection while we turn it into entries."""

    def __init__(self, text: bytes, reading: Reading, variables: Variables) -> None:
        self._text = text
        self._reading = reading
        self._variables = variables
        self._entry = -1
        #: The offset up to which we have counted lines, and the line there.
        self._at, self._line = 0, 1

    def entries(self, begin: int) -> Iterator[Entry]:
        deepest = self._reading.limits.max_depth
        text = self._text
        # The auth of a folder may come after its items, so we look for it before we read any of them.
        found = (each for each in walk_items(text, begin, deepest) if each.kind is ItemKind.AUTH)
        auths = {each.folders[0]: auth for each in found if (auth := _decoded(text[each.begin : each.end]))}
        for each in walk_items(text, begin, deepest):
            if each.kind is ItemKind.ITEM:
                auth = next((auths[number] for number in reversed(each.folders) if number in auths), None)
                yield from self._item(text[each.begin : each.end], self._line_of(each), auth)
            elif each.kind is not ItemKind.AUTH:
                yield self._unread(each)

    def _line_of(self, found: FoundItem) -> int:
        self._line += self._text.count(b"\n", self._at, found.begin)
        self._at = found.begin
        return self._line

    def _unread(self, found: FoundItem) -> Entry:
        self._entry += 1
        origin = self._reading.origin(self._entry, self._line_of(found))
        if found.kind is ItemKind.DEEP:
            message = f"folders are nested deeper than {self._reading.limits.max_depth} (limit max_depth)"
            return problem(limit_hit, f"{message}; their contents were not read", origin)
        if not self._entry:
            return problem(broken_recording, "the collection has no readable list of items", origin)
        return problem(broken_recording, "the text is damaged or ends in the item that begins on this line", origin)

    def _item(self, text: bytes, line: int, auth: Any) -> Iterator[Entry]:
        try:
            item = decoded_object(text, "item")
        except NoExchange as error:
            self._entry += 1
            yield problem(unreadable_entry, str(error), self._reading.origin(self._entry, line))
            return
        examples = item.get("response")
        examples = [example for example in examples if isinstance(example, dict)] if isinstance(examples, list) else []
        lines = self._example_lines(text, line) if b"\n" in text else [line] * len(examples)
        own = SavedRequest(item.get("request"), self._variables, auth)

        def sent(example: dict[str, Any]) -> SavedRequest:
            """Return the request of an example; for an example that was saved without one, the item's request."""
            saved = SavedRequest(example.get("originalRequest"), self._variables, auth)
            return own if saved.url is None else saved

        if not any(sent(example) == own for example in examples):
            yield from self._exchange(own, None, line)
        for example, at in zip(examples, lines, strict=False):
            yield from self._exchange(sent(example), example, at)

    def _example_lines(self, text: bytes, line: int) -> list[int]:
        array = ArrayReader(iter([text]), _EXAMPLES, longest=self._reading.limits.max_line_bytes)
        return [line + step.line - 1 for step in array if isinstance(step, Element) and step.text[:1] == b"{"]

    def _exchange(self, sent: SavedRequest, got: Any, line: int) -> Iterator[Entry]:
        self._entry += 1
        yield from sent.entries(got, self._reading.origin(self._entry, line), self._reading)
