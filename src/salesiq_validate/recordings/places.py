"""Places: folders and patterns turned into the recordings in them."""

from __future__ import annotations

import glob
import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.recordings.stream.source import head_of, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from salesiq_validate.limits import Limits

#: What is looked at in a folder. A file that is named outright may be called anything.
_ENDINGS: Final = (".har", ".jsonl", ".ndjson", ".json", ".yaml", ".yml")
#: Endings that nothing but a recording has, so a file that looks like none is a damaged one.
_MEANT: Final = (".har",)
_NOT_ENTERED: Final = frozenset({"node_modules", "__pycache__"})


def expand(
    paths: Iterable[str | os.PathLike[str]], is_recording: Callable[[bytes], bool], limits: Limits
) -> Iterator[str]:
    """Yield the recordings behind paths: files as they are given, and what folders and patterns hold.

    In a folder only files with the usual endings are looked at, and their content decides, but for a `.har`, which is
    a damaged recording if it is none; hidden folders are not entered and links not followed. A pattern without a match
    is yielded itself: reading it says that it is missing.

    Arguments:
        paths: "-" is standard input.
        is_recording: tells it by the first bytes of a file.
        limits: for compressed files.
    """
    seen = set()
    for path in paths:
        given = os.fspath(path)
        for found in _matches(given):
            inside = _walk(found, is_recording, limits) if Path(found).is_dir() and found != "-" else iter((found,))
            for file in inside:
                if file not in seen:
                    seen.add(file)
                    yield file


def is_usual(path: str) -> bool:
    """Tell by its path in a folder whether a file may be a recording."""
    *folders, name = path.split("/")
    if any(folder.startswith(".") or folder in _NOT_ENTERED for folder in folders):
        return False
    return _plain_name(name).endswith(_ENDINGS)


def is_meant(path: str) -> bool:
    """Tell by its name whether a file was meant for a recording, whatever it holds."""
    return _plain_name(path).endswith(_MEANT)


def _plain_name(path: str) -> str:
    return path.lower().removesuffix(".gz").removesuffix(".zst")


def _matches(path: str) -> list[str]:
    """Return what a pattern matches; shells do this, but not all of them."""
    if path == "-" or not glob.has_magic(path) or Path(path).exists():
        return [path]
    return sorted(glob.glob(path, recursive=True)) or [path]  # noqa: PTH207 - patterns may be absolute


def _walk(folder: str, is_recording: Callable[[bytes], bool], limits: Limits) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NOT_ENTERED)
        for name in sorted(files):
            file = Path(where, name)
            if is_usual(name) and file.is_file() and not file.is_symlink():
                text = os.path.join(where, name)  # noqa: PTH118 - as given: Path would drop "./"
                if is_meant(name) or _is_one(text, is_recording, limits):
                    yield text


def _is_one(file: str, is_recording: Callable[[bytes], bool], limits: Limits) -> bool:
    try:
        with opened(file, file, limits) as packed:
            head, blocks = head_of(packed, is_recording)
            if is_recording(head):
                return True
            for _ in islice(blocks, 2):  # the head again, and then what kept it from being longer
                pass
    except UnreadableRecording:
        # It was not named outright, but it might be one: reading it says what is wrong.
        return True
    return False
