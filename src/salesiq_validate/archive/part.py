"""Parts: cuts an archive into pieces of work.

We cut a file of lines by arithmetic, without reading it: a part is a range of bytes, and consists of the lines that
begin in it. So no process has to read a file first, least of all the one for which all the others wait. The number of a
part's first line is known when the parts before it are done (`Numbering`).
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

#: We do not share less than this: a worker takes up to 0.3 s to start, and one process judges some 30 MB in that time.
CUT_FROM: Final = 32 << 20
#: Some thousand exchanges: 0.1 s of work. In comparison, the transfer costs nothing, and there is little to repeat.
PART_BYTES: Final = 4 << 20
#: The main process streams larger files that cannot be cut, because a part's findings wait in memory until the parts
#: before it are done. A compressed file counts as eight times as large.
LARGEST_WHOLE: Final = 256 << 20
_PACKED: Final = 8
#: How much we read at once of a line that goes beyond the end of its part; most lines are shorter.
_OVERHANG: Final = 1 << 14


@frozen
class ArchivePart:
    """A file, or some lines of one."""

    file: str
    #: The first byte at which one of its lines may begin; None for a whole file of any format.
    begin: int | None = None
    #: Its lines begin within this many bytes; the last line may end after them.
    size: int = 0
    #: Whether the collecting process has to judge it itself.
    here: bool = False

    def __str__(self) -> str:
        return self.file if self.begin is None else f"{self.file}, from byte {self.begin:,} on"


def parts_of(
    files: Iterable[str], limits: Limits, *, cut_from: int = CUT_FROM, part_bytes: int = PART_BYTES
) -> Iterator[ArchivePart]:
    """Cut an archive into parts, in its order.

    Only uncompressed files of Exchange JSON Lines can be cut. If the archive is too small to share, or a single file
    that cannot be cut, all parts are to be judged `here`.

    Arguments:
        files: as `recordings.expand` yields them.
        limits: the limits for reading them.
        cut_from: the size in bytes from which on we cut a file, and share several files.
        part_bytes: how many bytes a part has.
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
            # A pipe can be read only once. The main process reports missing files.
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
        yield ArchivePart(file, here=True)  # likewise: the file no longer exists, or this is not a file name


@frozen
class Look:
    """What the beginning of a file shows."""

    size: int
    #: None for an unknown format.
    form: str | None
    #: Whether we can read its bytes directly, without decompressing or recoding.
    is_plain: bool
    #: Whether it may be judged in parts.
    can_be_cut: bool


def look_at(stream: BinaryIO, file: str, size: int, limits: Limits) -> Look:
    """Look at the beginning of a file.

    Arguments:
        stream: the file, at its beginning.
        file: its name.
        size: its bytes.
        limits: the limits for reading it.
    """
    raw = stream.read(HEAD)
    stream.seek(0)
    try:
        with opened_source(stream, file, limits) as opened:
            head, _, form = head_and_form(opened)
    except UnreadableRecording:
        return Look(size, None, is_plain=False, can_be_cut=False)
    is_plain = raw.startswith(head[: len(raw)])
    # With a limit of entries, one reader must count them all.
    can_be_cut = is_plain and form is JSON_LINES and limits.max_entries is None
    return Look(size, None if form is None else form.name, is_plain, can_be_cut)


def cut(file: str, size: int, part_bytes: int) -> Iterator[ArchivePart]:
    """Cut a file of lines; every line begins in exactly one of the parts."""
    for begin in range(0, size, part_bytes):
        yield ArchivePart(file, begin, min(part_bytes, size - begin))


def blocks_of(part: ArchivePart, stream: BinaryIO | None = None) -> Iterator[bytes]:
    """Yield the bytes of the lines that begin in a part.

    Arguments:
        part: a part of a file that was cut.
        stream: the file, seekable; None opens it by its name.

    Raises:
        UnreadableRecording: the file is no longer readable, or ends before the part does.
    """
    try:
        with nullcontext(stream) if stream is not None else Path(part.file).open("rb", buffering=0) as file:
            yield from _lines_in(part, file)
    except OSError as error:
        raise UnreadableRecording(part.file, (error.strerror or "it cannot be read").lower()) from None


def _lines_in(part: ArchivePart, file: BinaryIO) -> Iterator[bytes]:
    """Move both ends of a part to the ends of their lines, so that each line belongs to exactly one part."""
    begin = part.begin or 0
    end = begin + part.size
    # A line begins at `begin` if the byte before it ends another line.
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
            # The line with the byte before `end` is the last one.
            last = block.find(b"\n", max(end - 1 - at, 0))
            if last >= 0:
                yield block[start : last + 1]
                return
            yield block[start:]
        at += len(block)


class Numbering:
    """Counts the lines and entries of the parts so far; parts come in the order of the archive."""

    def __init__(self) -> None:
        self._lines = self._entries = 0

    def before(self, part: ArchivePart, lines: int, entries: int) -> tuple[int, int]:
        """Return the number of lines and entries before a part, and add those of the part.

        Arguments:
            part: the next part.
            lines: how many it has.
            entries: how many of them are not blank.
        """
        if not part.begin:
            self._lines = self._entries = 0
        before = self._lines, self._entries
        self._lines += lines
        self._entries += entries
        return before
