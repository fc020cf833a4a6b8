"""Parts: an archive cut into pieces of work, each with the exact numbers of its first line and entry."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from attrs import frozen

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.recordings import form_of
from salesiq_validate.recordings.source import BLOCK, HEAD, head_of, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.limits import Limits

#: Less than this is not shared: a worker takes 0.3 s to start, in which one process judges some 16 MB.
CUT_FROM: Final = 32 << 20
#: Some thousand exchanges: 0.1 s of work, beside which handing it over costs nothing, and little to do again.
PART_BYTES: Final = 4 << 20
#: Larger files that cannot be cut are streamed where the reports are written, because what is found in a whole part
#: waits in memory until the parts before are done. What is compressed is taken to be eight times as large.
LARGEST_WHOLE: Final = 256 << 20
_PACKED: Final = 8

_BLANK: Final = b" \t\r\n\xef\xbb\xbf"


@frozen
class Part:
    """A file, or some lines of one."""

    file: str
    #: Where the lines begin; None for a whole file, of any form.
    begin: int | None = None
    #: Bytes, up to the end of the last line.
    size: int = 0
    first_line: int = 1
    first_entry: int = 0
    #: Whether the process that collects has to do it itself.
    here: bool = False

    def __str__(self) -> str:
        return self.file if self.begin is None else f"{self.file}, from line {self.first_line} on"


def parts_of(
    files: Iterable[str], limits: Limits, *, cut_from: int = CUT_FROM, part_bytes: int = PART_BYTES
) -> Iterator[Part]:
    """Cut an archive into parts, in its order.

    Only plain files of Exchange JSON Lines can be cut. Where all together is too little to share, or is one file that
    cannot be cut, the only parts are to be done `here`.

    Arguments:
        files: as `recordings.expand` yields them.
        limits: as they are read with.
        cut_from: bytes from which on a file is cut, and several are shared.
        part_bytes: bytes of a part, more or less: it ends with a line.
    """
    parts = chain.from_iterable(_parts_of_file(file, limits, cut_from, part_bytes) for file in files)
    few: list[Part] = []
    together = 0
    for part in parts:
        few.append(part)
        together += part.size
        if together >= cut_from and len(few) > 1:
            yield from few
            yield from parts
            return
    yield from (Part(file, here=True) for file in dict.fromkeys(part.file for part in few))


def _parts_of_file(file: str, limits: Limits, cut_from: int, part_bytes: int) -> Iterator[Part]:
    path = Path(file)
    try:
        if file == "-" or not path.is_file():
            # A pipe can be read once only. What is missing is told where the reports are written.
            yield Part(file, here=True)
            return
        size = path.stat().st_size
        is_plain, is_lines = _looks(path, limits) if size >= cut_from else (True, False)
        if is_plain and is_lines and limits.max_entries is None:
            with path.open("rb", buffering=0) as stream:
                yield from _cut(stream, file, limits.max_line_bytes, part_bytes)
        else:
            yield Part(file, size=size, here=size * (1 if is_plain else _PACKED) > LARGEST_WHOLE)
    except (OSError, ValueError):
        yield Part(file, here=True)  # the same: no such file any more, or no name of one


def _looks(path: Path, limits: Limits) -> tuple[bool, bool]:
    """Tell whether a file is read as it stands, neither unpacked nor recoded, and whether it is JSON Lines."""
    try:
        with opened(path, str(path), limits) as blocks:
            head, _ = head_of(blocks, lambda head: form_of(head) is not None)
        with path.open("rb") as stream:
            return stream.read(HEAD).startswith(head), form_of(head) == "jsonl"
    except (UnreadableRecording, OSError):
        return False, False


def _cut(stream: BinaryIO, file: str, longest: int, part_bytes: int) -> Iterator[Part]:
    """Cut a file at ends of lines, by looking at the beginnings of its lines only.

    Arguments:
        stream: at its beginning.
        file: its name.
        longest: bytes of a line from which on even a blank one is an entry, as it is not read.
        part_bytes: after which the next end of a line ends a part.
    """
    part = Part(file, 0)
    line, entry = part.first_line, part.first_entry
    blank = _BlankLine(longest)
    at = 0
    while True:
        try:
            block = stream.read(BLOCK)
        except OSError:
            # Whoever reads the rest meets the same, and it is told after what came before.
            block = b""
            at += 1
        if not block:
            break
        begin = 0
        while (end := block.find(b"\n", begin)) >= 0:
            entry += not blank.ends_with(block, begin, end)
            line += 1
            begin = end + 1
            if at + begin - (part.begin or 0) >= part_bytes:
                yield _ended(part, at + begin)
                part = Part(file, at + begin, 0, line, entry)
        blank.goes_on_with(block, begin)
        at += len(block)
    if at > (part.begin or 0):
        yield _ended(part, at)


def _ended(part: Part, end: int) -> Part:
    return Part(part.file, part.begin, end - (part.begin or 0), part.first_line, part.first_entry)


class _BlankLine:
    """Tells blank lines, which are no entries, from others, in blocks that may break them anywhere."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._is_blank, self._size, self._solid = True, 0, 0

    def ends_with(self, block: bytes, begin: int, end: int) -> bool:
        """Take the last piece of a line, and tell whether the whole line is blank."""
        if not self._size and begin < end and block[begin] not in _BLANK:
            return False  # nearly all lines
        self.goes_on_with(block, begin, end)
        # Reading a line takes its limit before it looks whether there is anything in it.
        is_blank = self._is_blank and self._solid <= self._longest
        self._is_blank, self._size, self._solid = True, 0, 0
        return is_blank

    def goes_on_with(self, block: bytes, begin: int, end: int | None = None) -> None:
        """Take a piece of a line that the block does not end."""
        piece = block[begin:end]
        self._is_blank = self._is_blank and not piece.strip(_BLANK)
        if self._is_blank and (solid := len(piece.rstrip(b"\r"))):
            self._solid = self._size + solid
        self._size += len(piece)


def blocks_of(part: Part) -> Iterator[bytes]:
    """Yield the bytes of some lines of a file.

    Raises:
        UnreadableRecording: it cannot be read any more, or ends before they do.
    """
    left = part.size
    try:
        with Path(part.file).open("rb", buffering=0) as stream:
            stream.seek(part.begin or 0)
            while left:
                block = stream.read(min(left, BLOCK))
                if not block:
                    raise UnreadableRecording(part.file, "it became shorter while it was read")
                left -= len(block)
                yield block
    except OSError as error:
        raise UnreadableRecording(part.file, (error.strerror or "it cannot be opened").lower()) from None
