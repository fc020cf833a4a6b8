"""Postman collections v2.1 and v2.0: every saved example is an exchange; a request without an example has no answer.

Variables and inherited auth come after the items in the file. So we read a collection whole, up to `max_line_bytes`,
but still decode its items one by one. newman's JSON report also holds the collection, followed by the answers that
newman received.
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

#: Members of an item that may come before the two members by which we recognise it.
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
        ReadingStopped: the text is too long.
    """
    # Imported only here: every recording is tested for being a collection, and the others need not wait for this.
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
