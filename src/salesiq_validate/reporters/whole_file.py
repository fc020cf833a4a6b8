"""WholeFile: writes a file under a temporary name next to its place, and moves it there when it is complete."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self, TextIO, TypeAlias, cast

from salesiq_validate.decode.zstd import zstd_module
from salesiq_validate.exceptions import MissingExtra

Packing: TypeAlias = Literal["none", "gzip", "zstd"]


class WholeFile:
    """Takes bytes or text for a file; at the end of its context, the file is complete, or untouched.

    If the path is a link, we write the file to which it leads. An existing file keeps its mode and owner; if it is not
    writable, we refuse it. We open nothing until the first bytes come or the caller asks for a stream. If we cannot
    write the bytes, we leave nothing behind.

    Arguments:
        path: the file; we write directly to anything but a regular file (a pipe, a terminal).
        packing: how to compress.
    """

    def __init__(self, path: str | os.PathLike[str], *, packing: Packing = "none") -> None:
        self._path = Path(os.path.realpath(path))
        self._packing = packing
        self._stack = ExitStack()
        self._sink: BinaryIO | None = None
        #: The temporary file; None if we write directly.
        self._beside: Path | None = None

    def write(self, data: bytes) -> int:
        """Append bytes.

        Raises:
            OSError: the system refused them.
        """
        if self._sink is None:
            self._sink = self._opened()
        return self._sink.write(data)

    def text(self) -> TextIO:
        """Open the file and return a stream for its text.

        Raises:
            OSError: the system refused it.
        """
        self.write(b"")
        stream = io.TextIOWrapper(cast("BinaryIO", self._sink), encoding="utf-8", newline="\n")
        self._stack.callback(stream.close)
        return stream

    def keep(self) -> None:
        """Put the file in its place.

        Raises:
            OSError: the buffered bytes cannot be written.
        """
        self.write(b"")
        self._stack.close()
        if self._beside is not None:
            self._beside.replace(self._path)
            self._beside = None

    def close(self) -> None:
        """Close the file, and remove it if it was not kept."""
        # The buffered bytes may not fit on the disk; the caller already has that error.
        with suppress(OSError):
            self._stack.close()
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.keep()
        finally:
            self.close()

    def _opened(self) -> BinaryIO:
        there = self._path.stat() if self._path.exists() else None
        if there is not None and not stat.S_ISREG(there.st_mode):
            sink: BinaryIO = self._stack.enter_context(self._path.open("wb"))
        else:
            if there is not None and not os.access(self._path, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._path))
            prefix = f".{self._path.name[:100]}-"
            try:
                number, name = tempfile.mkstemp(dir=self._path.parent, prefix=prefix, suffix=".part")
            except OSError as error:
                # Name the file that the user asked for, not the temporary one.
                raise OSError(error.errno, error.strerror, str(self._path)) from None
            self._beside = Path(name)
            sink = self._stack.enter_context(os.fdopen(number, "wb"))
            _dress(name, there)
        if self._packing == "none":
            return sink
        packed = gzip.GzipFile("", "wb", 6, sink, 0) if self._packing == "gzip" else _zstd_file(sink)
        self._stack.callback(packed.close)
        return cast("BinaryIO", packed)


def _zstd_file(sink: BinaryIO) -> Any:
    try:
        return zstd_module().ZstdFile(sink, "wb")
    except ImportError:
        raise MissingExtra("writing .zst recordings", "backports.zstd", "zstd") from None


def _dress(name: str, there: os.stat_result | None) -> None:
    """Give a new file the mode and owner of the file that it replaces."""
    if there is None:
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        return
    new = Path(name).stat()
    if (new.st_uid, new.st_gid) != (there.st_uid, there.st_gid):
        os.chown(name, there.st_uid, there.st_gid)
    Path(name).chmod(stat.S_IMODE(there.st_mode))
