"""Zip archives: a HAR and its bodies in other files, as Playwright writes them (`.har.zip`).

We never write anything to disk, and the names in an archive can only refer to files in that archive.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final

from salesiq_validate.exceptions import UnreadableRecording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.limits import Limits

_UNPACK: Final = "it is a zip archive without a HAR in it; unpack it first"
_FIDDLER: Final = "it is a session of Fiddler; export it there as HTTPArchive (File, Export Sessions)"
_DAMAGED: Final = "its zip archive is damaged"
_ERRORS: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


class HarArchive:
    """A zip archive with one HAR in it."""

    def __init__(self, file: BinaryIO, name: str, limits: Limits) -> None:
        """Open an archive.

        Arguments:
            file: a seekable file.
            name: the archive's name in messages.
            limits: the limits for the unpacked content.

        Raises:
            UnreadableRecording: this is not such an archive.
        """
        self._name = name
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(file)
        except _ERRORS:
            raise UnreadableRecording(name, _DAMAGED) from None
        self._files = {member.filename: member for member in self._zip.infolist()}
        recordings = [found for found in self._files if found.lower().endswith(".har")]
        if len(recordings) != 1:
            is_fiddler = any(found.startswith("raw/") and found.endswith("_c.txt") for found in self._files)
            raise UnreadableRecording(name, _FIDDLER if is_fiddler else _UNPACK)
        self._har = self._files[recordings[0]]
        self._folder = recordings[0].rpartition("/")[0]

    def packed_blocks(self, size: int) -> Iterator[tuple[int, bytes]]:
        """Yield the blocks of the HAR, each with the number of archive bytes that it took.

        Raises:
            UnreadableRecording: the archive is damaged.
        """
        try:
            with self._zip.open(self._har) as file:
                share = self._har.compress_size / max(self._har.file_size, 1)
                while block := file.read(size):
                    yield round(len(block) * share), block
        except _ERRORS:
            raise UnreadableRecording(self._name, f"{_DAMAGED}; entries after that place are lost") from None

    def attachment(self, name: str) -> bytes | None:
        """Return another file of the archive, or None if it is missing, too large or damaged."""
        member = self._files.get(f"{self._folder}/{name}" if self._folder else name)
        if member is None or member.file_size > self._limits.max_body_bytes:
            return None
        try:
            with self._zip.open(member) as file:
                body = file.read(self._limits.max_body_bytes + 1)
        except _ERRORS:
            return None
        return body if len(body) <= self._limits.max_body_bytes else None
