"""Remote: recordings at URLs that fsspec reads: `s3://`, `gs://`, `abfs://`, `hdfs://`, `https://` and more.

It is used only if the user names a URL together with a cluster.
"""

from __future__ import annotations

import io
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from salesiq_validate.exceptions import MissingExtra, UnreadableRecording
from salesiq_validate.recordings.files import is_usual
from salesiq_validate.recordings.stream.source import reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_url(place: str) -> bool:
    """Tell whether this is a URL, and not a path."""
    return "://" in place


def filesystem(url: str) -> tuple[Any, str]:
    """Return fsspec's file system for a URL or a path, and the path in it.

    Raises:
        MissingExtra: fsspec is not installed.
        UnreadableRecording: no installed package supports such URLs.
    """
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError:
        raise MissingExtra("reading and writing URLs", "fsspec", "dask") from None
    with _told(url):
        found: tuple[Any, str] = url_to_fs(url)
    return found


def files_behind(url: str) -> Iterator[str]:
    """Yield the files at a URL: itself, or the files with usual names of recordings in a folder or pattern.

    Raises:
        UnreadableRecording: they cannot be listed.
    """
    system, path = filesystem(url)
    with _told(url):
        # A "?" begins the query of a URL and is not a pattern.
        if any(sign in path for sign in "*["):
            found = sorted(system.glob(path, detail=True).items())
            matches = [(name, about) for name, about in found if not name.rpartition("/")[2].startswith(".")]
        else:
            matches = [(path, {"type": "directory"})] if system.isdir(path) else []
        files: list[str] = []
        for name, about in matches:
            files += _inside(system, name) if about["type"] == "directory" else [name]
    # If it does not exist, we yield the URL itself: reading it says so.
    yield from dict.fromkeys(map(system.unstrip_protocol, files)) if matches else (url,)


def _inside(system: Any, folder: str) -> list[str]:
    depth = len(folder.rstrip("/"))
    return [name for name in sorted(system.find(folder)) if is_usual(name[depth:])]


@contextmanager
def opened(place: str, name: str) -> Iterator[BinaryIO]:
    """Open a path, or the file at a URL.

    Arguments:
        place: the place of the file.
        name: the file's name in messages.

    Raises:
        UnreadableRecording: it cannot be opened. Reading raises it, too, or an OSError.
        MissingExtra: it is a URL, and fsspec is not installed.
    """
    with ExitStack() as files:
        try:
            if is_url(place):
                system, path = filesystem(place)
                with _told(place):
                    stream = files.enter_context(system.open(path, "rb"))
                file = cast("BinaryIO", _Stream(stream, place))
            else:
                file = cast("BinaryIO", files.enter_context(Path(place).open("rb", buffering=0)))
        except (OSError, ValueError) as error:
            raise UnreadableRecording(name, reason_of(error)) from None
        yield file


class _Stream(io.RawIOBase):
    """A stream of fsspec, whose file systems raise all kinds of exceptions."""

    def __init__(self, stream: Any, url: str) -> None:
        self._stream, self._url = stream, url

    def read(self, size: int = -1) -> bytes:
        with _told(self._url):
            block: bytes = self._stream.read(size)
        return block

    def seek(self, place: int, whence: int = 0) -> int:
        with _told(self._url):
            at: int = self._stream.seek(place, whence)
        return at


@contextmanager
def _told(url: str) -> Iterator[None]:
    try:
        yield
    except OSError:
        raise
    except ImportError as error:
        # fsspec's message is good: "Install s3fs to access S3".
        raise UnreadableRecording(url, f"a package is missing ({error})") from None
    except Exception as error:  # noqa: BLE001 - libraries differ; the texts of errors may have request keys
        raise UnreadableRecording(url, f"its file system says {type(error).__name__}") from None
