"""Sources: files, standard input and streams as blocks of text.

All later steps see blocks of 64 KiB, whatever the source is. So memory stays constant, and reading starts with the
first bytes that arrive. We undo one layer of compression; its content may not be compressed again.
"""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from attrs import frozen

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.recordings.form import no_attachment
from salesiq_validate.recordings.stream.compression import GZIP, ZSTD, Ratio, gunzipped, unzstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from salesiq_validate.limits import Limits
    from salesiq_validate.recordings.stream.zipped import HarArchive

#: Small enough to stay in the processor's cache together with the results: with 1 MiB, a line costs twice as much.
BLOCK: Final = 1 << 16
#: How many bytes we use to detect the format. A browser writes some kilobytes of pages before the first entry.
HEAD: Final = 1 << 16

ZIP: Final = b"PK\x03\x04"
#: Kinds of files that people pass by mistake, by their first bytes.
_OTHER_PACKINGS: Final = {
    b"BZh": "it is packed by bzip2; unpack it first",
    b"\xfd7zXZ": "it is packed by xz; unpack it first",
    b"7z\xbc\xaf": "it is a 7z archive; unpack it first",
}
_PIPED_ZIP: Final = "it is a zip archive, which can be read only from a file; unpack it first"
#: PowerShell's `>` writes UTF-16.
_UTF16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@frozen
class OpenedSource:
    """A source that has been opened."""

    #: The blocks of its text, decompressed and in UTF-8.
    blocks: Iterator[bytes]
    #: Returns a file from the same archive.
    attachment: Callable[[str], bytes | None] = no_attachment


@contextmanager
def opened_source(source: str | os.PathLike[str] | BinaryIO, name: str, limits: Limits) -> Iterator[OpenedSource]:
    """Open a source; a stream that the caller passed stays open.

    Raises:
        UnreadableRecording: the file does not exist, or you have no permission to read it. The blocks raise it, too.
    """
    if not isinstance(source, (str, os.PathLike)):
        yield _opened(source, name, limits)
    elif os.fspath(source) == "-":
        yield _opened(sys.stdin.buffer, name, limits)
    else:
        try:
            file = Path(source).open("rb", buffering=0)  # noqa: SIM115 - closed below; only opening is guarded
        except (OSError, ValueError) as error:
            raise UnreadableRecording(name, reason_of(error)) from None
        with file:
            yield _opened(file, name, limits)


def shown_name(source: str | os.PathLike[str] | BinaryIO) -> str:
    """Return the name that we show for a source: its path as given, or "-"."""
    if isinstance(source, (str, os.PathLike)):
        return os.fspath(source)
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else "-"


def head_of(
    blocks: Iterator[bytes], is_enough: Callable[[bytes], bool], *, most: int = HEAD
) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, and all blocks from the beginning.

    Arguments:
        blocks: the blocks of the whole text.
        is_enough: tells whether the first bytes suffice, because we must not wait for a pipe that gives no more.
        most: the most bytes to return first.
    """
    head = b""
    failure: UnreadableRecording | None = None
    try:
        while len(head) < most and not is_enough(head) and (block := next(blocks, b"")):
            head += block
    except UnreadableRecording as error:
        failure = error
    return head[:most], _again(head, blocks, failure)


def _again(head: bytes, blocks: Iterator[bytes], failure: UnreadableRecording | None) -> Iterator[bytes]:
    if head:
        yield head
    if failure is not None:
        raise failure
    yield from blocks


def _blocks(file: Any, name: str) -> Iterator[bytes]:
    # read1 returns at once what a pipe holds, so `tail -f log | ... check -` shows findings as they come.
    read = getattr(file, "read1", None) or file.read
    while True:
        try:
            block = read(BLOCK)
        except (OSError, ValueError) as error:
            raise UnreadableRecording(name, reason_of(error)) from None
        if not block:
            return
        if not isinstance(block, bytes):
            raise UnreadableRecording(name, "its stream gives text; open it in binary mode")
        yield block


def reason_of(error: OSError | ValueError) -> str:
    """Return in our own words why a file cannot be opened or read."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    if isinstance(error, PermissionError):
        return "you have no permission to read it"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "it cannot be opened"


def _opened(file: Any, name: str, limits: Limits) -> OpenedSource:
    start, blocks = _start(_blocks(file, name))
    if start.startswith(ZIP):
        if not (hasattr(file, "seekable") and file.seekable()):
            raise UnreadableRecording(name, _PIPED_ZIP)
        from salesiq_validate.recordings.stream.zipped import HarArchive  # slow: loads zipfile

        archive = HarArchive(file, name, limits)
        return OpenedSource(_text(b"", _unzipped(archive, limits), name), archive.attachment)
    if start.startswith(GZIP):
        blocks = gunzipped(blocks, name, limits)
    elif start.startswith(ZSTD):
        blocks = unzstd(blocks, name, limits)
    else:
        return OpenedSource(_text(start, blocks, name))
    start, blocks = _start(blocks)
    if start.startswith((GZIP, ZSTD, ZIP)):
        raise UnreadableRecording(name, "it is compressed twice; unpack one layer first")
    return OpenedSource(_text(start, blocks, name))


def _unzipped(archive: HarArchive, limits: Limits) -> Iterator[bytes]:
    ratio = Ratio(limits)
    for taken, block in archive.packed_blocks(BLOCK):
        ratio.taken(taken)
        yield ratio.given(block)


def _start(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first 8 bytes, enough for any magic number, and all blocks from the beginning."""
    head, blocks = head_of(blocks, lambda head: len(head) >= 8)
    return head[:8], blocks


def _text(start: bytes, blocks: Iterator[bytes], name: str) -> Iterator[bytes]:
    for magic, reason in _OTHER_PACKINGS.items():
        if start.startswith(magic):
            raise UnreadableRecording(name, reason)
    encoding = _UTF16.get(start[:2])
    return blocks if encoding is None else _recoded(blocks, encoding, name)


def _recoded(blocks: Iterator[bytes], encoding: str, name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in chain(blocks, (b"",)):
            text = decoder.decode(block, final=not block)
            yield text.removeprefix("\ufeff").encode("utf-8")
    except UnicodeError:
        raise UnreadableRecording(name, "it begins as UTF-16, but the rest is not UTF-16") from None
