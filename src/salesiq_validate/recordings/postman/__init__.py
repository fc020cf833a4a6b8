"""Postman collections v2.1 and v2.0: every saved example is an exchange, and every request without one stands alone.

The variables and the auth that requests inherit stand behind the items in the file, so a collection is read whole, up
to `max_line_bytes`; its items are still decoded one by one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import Origin
from salesiq_validate.recordings.entry import problem
from salesiq_validate.recordings.stream import json_span
from salesiq_validate.recordings.stream.compression import ReadingStopped
from salesiq_validate.recordings.stream.json_array import ArrayReader, Broken, Element
from salesiq_validate.rules.reading import broken_recording, unreadable_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.limits import Limits
    from salesiq_validate.recordings.entry import Entry, Keep
    from salesiq_validate.recordings.postman.variables import Variables

_NO_VARIABLES: Final[Mapping[str, str]] = {}


def sniff(head: bytes) -> bool:
    """Tell whether the head of a file looks like a collection."""
    names = json_span.top_level_names(head)
    return b"info" in names and (b"item" in names or b"getpostman.com" in head)


def read(
    blocks: Iterator[bytes],
    *,
    file: str,
    limits: Limits,
    strict_json: bool = False,
    keep: Keep | None = None,
    variables: Mapping[str, str] = _NO_VARIABLES,
) -> Iterator[Entry]:
    """Read a whole collection from its blocks; bodies are texts, so `strict_json` changes nothing.

    Arguments:
        blocks: of the text.
        file: the name for origins.
        limits: `max_line_bytes` for the file, `max_depth` for folders in one another.
        strict_json: not used.
        keep: says by its URL whether an entry is wanted.
        variables: values from an environment; they go before the collection's own.

    Raises:
        ReadingStopped: a limit was hit.
        UnreadableRecording: the blocks end in it.
    """
    del strict_json
    # Other forms are not charged for it: every recording asks `sniff`.
    from salesiq_validate.recordings.postman.variables import Variables, values_of

    text = _whole(blocks, limits.max_line_bytes)
    members = {}
    begin = json_span.skip_blanks(text, len(b"\xef\xbb\xbf") if text.startswith(b"\xef\xbb\xbf") else 0)
    try:
        for name, at, end in json_span.members(text, begin):
            members[name] = None if name == b"item" else _decoded(text[at:end])
    except (json_span.Unfinished, json_span.Malformed):
        pass  # the array of items says where the text breaks
    collection = _Collection(file, limits, Variables({**values_of(members.get(b"variable")), **variables}), keep)
    yield from collection.items(text, 1, members.get(b"auth"), 0)


def _whole(blocks: Iterator[bytes], most: int) -> bytes:
    taken, size = [], 0
    for block in blocks:
        taken.append(block)
        size += len(block)
        if size > most:
            raise ReadingStopped(f"the collection is longer than {most} bytes (limit max_line_bytes)")
    return b"".join(taken)


def _decoded(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return None


class _Collection:
    """The walk through folders, items and examples."""

    def __init__(self, file: str, limits: Limits, variables: Variables, keep: Keep | None) -> None:
        from salesiq_validate.recordings.postman import example as postman_example

        self._read = postman_example.read
        self._file = file
        self._limits = limits
        self._variables = variables
        self._keep = keep
        self._entry = 0

    def items(self, text: bytes, line: int, auth: Any, depth: int) -> Iterator[Entry]:
        """Read the items of a collection or folder.

        Arguments:
            text: of the collection's or folder's object.
            line: on which it begins.
            auth: the auth that its items inherit.
            depth: of folders around it.
        """
        if depth > self._limits.max_depth:
            raise ReadingStopped(f"folders are nested deeper than {self._limits.max_depth} (limit max_depth)")
        for step in ArrayReader(iter([text]), (b"item",), longest=self._limits.max_line_bytes):
            at = line + step.line - 1
            if not isinstance(step, Element):
                yield from self._broken(step, at)
                continue
            item_text = step.text
            if b'"item"' in item_text and b"item" in json_span.top_level_names(item_text):
                yield from self.items(item_text, at, self._auth_of(item_text, auth), depth + 1)
            else:
                yield from self._item(item_text, at, auth)

    def _auth_of(self, folder: bytes, inherited: Any) -> Any:
        try:
            for name, begin, end in json_span.members(folder, json_span.skip_blanks(folder, 0)):
                if name == b"auth":
                    return _decoded(folder[begin:end]) or inherited
        except (json_span.Unfinished, json_span.Malformed):
            pass  # its items say where it breaks
        return inherited

    def _item(self, text: bytes, line: int, auth: Any) -> Iterator[Entry]:
        item = _decoded(text)
        if not isinstance(item, dict):
            yield problem(unreadable_entry, "the item is no object, or nested too deeply", self._origin(line))
            return
        examples = item.get("response")
        examples = [example for example in examples if isinstance(example, dict)] if isinstance(examples, list) else []
        lines = self._example_lines(text, line) if b"\n" in text else [line] * len(examples)
        sent = item.get("request")
        if not any(example.get("originalRequest", sent) == sent for example in examples):
            yield from self._exchange(sent, None, line, auth)
        for example, at in zip(examples, lines, strict=False):
            yield from self._exchange(example.get("originalRequest") or sent, example, at, auth)

    def _example_lines(self, text: bytes, line: int) -> list[int]:
        array = ArrayReader(iter([text]), (b"response",), longest=self._limits.max_line_bytes)
        return [line + step.line - 1 for step in array if isinstance(step, Element) and step.text[:1] == b"{"]

    def _exchange(self, sent: Any, got: Any, line: int, auth: Any) -> Iterator[Entry]:
        origin = self._origin(line)
        yield from self._read(sent, got, origin, variables=self._variables, auth=auth, keep=self._keep)

    def _broken(self, step: Any, line: int) -> Iterator[Entry]:
        if isinstance(step, Broken) and step.at_end and not self._entry:
            yield problem(broken_recording, "the collection has no readable list of items", self._origin(line))
        else:
            yield problem(broken_recording, "the text breaks in the item that begins on this line", self._origin(line))

    def _origin(self, line: int) -> Origin:
        self._entry += 1
        return Origin(self._file, self._entry - 1, line)
