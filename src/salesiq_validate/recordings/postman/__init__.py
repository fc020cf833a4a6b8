"""Postman collections v2.1 and v2.0: every saved example is an exchange; a request without one has no answer.

Variables and inherited auth come after the items in the file, so a collection is read whole, up to `max_line_bytes`;
its items are still decoded one by one. The report that newman writes as JSON holds the collection
as well, and behind it the answers as they came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.recordings.form import RecordingForm
from salesiq_validate.recordings.stream.compression import ReadingStopped
from salesiq_validate.recordings.stream.json_span import JsonMembers, skip_blanks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import FileHead, Reading

#: What an item may have before those two members by which it is known.
_BESIDE: Final = frozenset({b"name", b"id", b"_postman_id", b"description", b"event", b"protocolProfileBehavior"})


def _is_collection(head: FileHead) -> bool:
    members = head.members
    if b"collection" in members:  # as Postman's own API and newman wrap it
        members = members.member(b"collection")
    items = members.get(b"item")
    if b"info" in members:
        return b"getpostman.com" in members[b"info"] or (items is not None and items[:1] == b"[")
    first = members.first(b"item")
    if not members.is_cut or first is None:
        return False
    return bool(first.keys() & {b"request", b"item"}) or (first.is_cut and first.keys() <= _BESIDE)


def _read(blocks: Iterator[bytes], reading: Reading) -> Iterator[Entry]:
    """Read a whole collection or report.

    Raises:
        ReadingStopped: it is too long.
    """
    # Other forms are not charged for it: every recording asks whether it is a collection.
    from salesiq_validate.recordings.postman.collection import read_collection
    from salesiq_validate.recordings.postman.newman import read_executions

    text = _whole(blocks, reading.limits.max_line_bytes)
    begin = skip_blanks(text, len(b"\xef\xbb\xbf") if text.startswith(b"\xef\xbb\xbf") else 0)
    members = JsonMembers.of(text, begin)
    if b"run" in members:
        yield from read_executions(text, reading)
    elif b"collection" in members and b"item" not in members:
        wrapped = members[b"collection"]
        yield from read_collection(text, text.index(wrapped, begin), members.member(b"collection"), reading)
    else:
        yield from read_collection(text, begin, members, reading)


POSTMAN: Final = RecordingForm("postman", _is_collection, _read, is_kept=True)


def _whole(blocks: Iterator[bytes], most: int) -> bytes:
    taken, size = [], 0
    for block in blocks:
        taken.append(block)
        size += len(block)
        if size > most:
            raise ReadingStopped(f"the collection is longer than {most} bytes (limit max_line_bytes)")
    return b"".join(taken)
