"""Parts: an archive cut into pieces of work.

A file of lines is cut by arithmetic, without reading it: a part is a range of bytes, and consists of the lines that
begin in it. Nobody has to read a file before it is judged, least of all the one process that everything waits for;
which number the first line of a part has turns out when those before it are done (`Numbering`).
"""

from __future__ import annotations

from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import frozen

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.recordings.forms import head_and_form
from salesiq_validate.recordings.jsonl import JSON_LINES
from salesiq_validate.recordings.stream.source import BLOCK, HEAD, opened_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.limits import Limits

#: Less than this is not shared: a worker takes up to 0.3 s to start, in which one process judges some 30 MB.
CUT_FROM: Final = 32 << 20
#: Some thousand exchanges: 0.1 s of work, beside which handing it over costs nothing, and little to do again.
PART_BYTES: Final = 4 << 20
#: Larger files that cannot be cut are streamed where the reports are written, because what is found in a whole part
#: waits in memory until the parts before are done. What is compressed is taken to be eight times as large.
LARGEST_WHOLE: Final = 256 << 20
_PACKED: Final = 8
#: What is read at once of a line that runs over the end of its part: most lines are shorter.
_OVERHANG: Final = 1 << 14


@frozen
class ArchivePart:
    """A file, or some lines of one."""

    file: str
    #: The first byte at which one of its lines may begin; None for a whole file, of any form.
    begin: int | None = None
    #: Among so many bytes its lines begin. The last of them may end behind.
    size: int = 0
    #: Whether the process that collects has to do it itself.
    here: bool = False

    def __str__(self) -> str:
        return self.file if self.begin is None else f"{self.file}, from byte {self.begin:,} on"


def parts_of(
    files: Iterable[str], limits: Limits, *, cut_from: int = CUT_FROM, part_bytes: int = PART_BYTES
) -> Iterator[ArchivePart]:
    """Cut an archive into parts, in its order.

    Only plain files of Exchange JSON Lines can be cut. Where all together is too little to share, or is one file that
    cannot be cut, the only parts are to be done `here`.

    Arguments:
        files: as `recordings.expand` yields them.
        limits: as they are read with.
        cut_from: bytes from which on a file is cut, and several are shared.
        part_bytes: bytes of a part.
    """
    parts = chain.from_iterable(_parts_of_file(file, limits, cut_from, part_bytes) for file in files)
    few: list[ArchivePart] = []
    together = 0
    for part in parts:
        few.append(part)
        together += part.size
        if together >= cut_from and len(few) > 1:
            yield from few
            yield from parts
            return
    yield from (ArchivePart(file, here=True) for file in dict.fromkeys(part.file for part in few))


def _parts_of_file(file: str, limits: Limits, cut_from: int, part_bytes: int) -> Iterator[ArchivePart]:
    path = Path(file)
    try:
        if file == "-" or not path.is_file():
            # A pipe can be read once only. What is missing is told where the reports are written.
            yield ArchivePart(file, here=True)
            return
        size = path.stat().st_size
        if size < cut_from:
            yield ArchivePart(file, size=size)
            return
        with path.open("rb", buffering=0) as stream:
            look = look_at(stream, file, size, limits)
        if look.can_be_cut:
            yield from cut(file, size, part_bytes)
        else:
            yield ArchivePart(file, size=size, here=size * (1 if look.is_plain else _PACKED) > LARGEST_WHOLE)
    except (OSError, ValueError):
        yield ArchivePart(file, here=True)  # the same: no such file any more, or no name of one


@frozen
class Look:
    """What the beginning of a file tells."""

    size: int
    #: None for no form of ours.
    form: str | None
    #: Whether it is read as it stands, neither unpacked nor recoded.
    is_plain: bool
    #: Whether it may be judged in parts.
    can_be_cut: bool


def look_at(stream: BinaryIO, file: str, size: int, limits: Limits) -> Look:
    """Look at the beginning of a file.

    Arguments:
        stream: the file, at its beginning.
        file: its name.
        size: its bytes.
        limits: as it is read with.
    """
    raw = stream.read(HEAD)
    stream.seek(0)
    try:
        with opened_source(stream, file, limits) as opened:
            head, _, form = head_and_form(opened)
    except UnreadableRecording:
        return Look(size, None, is_plain=False, can_be_cut=False)
    is_plain = raw.startswith(head[: len(raw)])
    # A limit of entries needs one reader, who counts them.
    can_be_cut = is_plain and form is JSON_LINES and limits.max_entries is None
    return Look(size, None if form is None else form.name, is_plain, can_be_cut)


def cut(file: str, size: int, part_bytes: int) -> Iterator[ArchivePart]:
    """Cut a file of lines; every line begins in exactly one of the parts."""
    for begin in range(0, size, part_bytes):
        yield ArchivePart(file, begin, min(part_bytes, size - begin))


def blocks_of(part: ArchivePart, stream: BinaryIO | None = None) -> Iterator[bytes]:
    """Yield the bytes of the lines that begin in a part.

    Arguments:
        part: of a file that is cut.
        stream: the file, which can be sought in; None opens it by its name.

    Raises:
        UnreadableRecording: it cannot be read any more, or ends before the part does.
    """
    try:
        with nullcontext(stream) if stream is not None else Path(part.file).open("rb", buffering=0) as file:
            yield from _lines_in(part, file)
    except OSError as error:
        raise UnreadableRecording(part.file, (error.strerror or "it cannot be read").lower()) from None


def _lines_in(part: ArchivePart, file: BinaryIO) -> Iterator[bytes]:
    """Move both ends of a part to the end of the line that they are in: what it leaves to the next, it takes over."""
    begin = part.begin or 0
    end = begin + part.size
    # A line begins at `begin` when the byte before ends another.
    at = max(begin - 1, 0)
    file.seek(at)
    is_inside = begin == 0
    while at < end or is_inside:
        block = file.read(min(BLOCK, max(end - at, _OVERHANG)))
        if not block:
            if at < end:
                raise UnreadableRecording(part.file, "it became shorter while it was read")
            return
        start = 0
        if not is_inside:
            start = block.find(b"\n") + 1
            is_inside = 0 < start < end - at
        if is_inside:
            # The line that holds the byte before `end` is the last.
            last = block.find(b"\n", max(end - 1 - at, 0))
            if last >= 0:
                yield block[start : last + 1]
                return
            yield block[start:]
        at += len(block)


class Numbering:
    """Counts the lines and entries of a file that were passed; parts come in the order of the archive."""

    def __init__(self) -> None:
        self._lines = self._entries = 0

    def before(self, part: ArchivePart, lines: int, entries: int) -> tuple[int, int]:
        """Return the number of lines and entries before a part, and add those of the part.

        Arguments:
            part: the next.
            lines: how many it has.
            entries: how many of them are not blank.
        """
        if not part.begin:
            self._lines = self._entries = 0
        before = self._lines, self._entries
        self._lines += lines
        self._entries += entries
        return before
