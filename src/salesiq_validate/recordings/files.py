"""Files: finds the recordings that folders and patterns contain."""

from __future__ import annotations

import glob
import os
import re
from fnmatch import translate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from salesiq_validate.exceptions import UnreadableRecording
from salesiq_validate.limits import Limits
from salesiq_validate.recordings.forms import head_and_form
from salesiq_validate.recordings.stream.source import opened_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.recordings.form import RecordingForm

#: The file names that we look at in a folder. A file that the user names may have any name.
_ENDINGS: Final = (".har", ".har.zip", ".jsonl", ".ndjson", ".json", ".yaml", ".yml", ".toml")
#: Endings that only recordings have. A file with such an ending and other content is a damaged recording.
_TELLING: Final = (".har", ".har.zip")
_NOT_ENTERED: Final = frozenset({"node_modules", "__pycache__"})


def expand(
    paths: Iterable[str | os.PathLike[str]], *, limits: Limits | None = None, form: RecordingForm | None = None
) -> Iterator[str]:
    """Yield the recordings in files, folders, patterns and "-", each once.

    In a folder, we look only at files with the usual endings, and their content decides. A `.har` with other content
    counts as a damaged recording. We do not enter hidden folders or follow links. A file that the user names is
    always yielded. So is a folder that we cannot list: reading it says why. A pattern without a match is yielded
    itself.

    Arguments:
        paths: "-" is standard input.
        limits: for compressed files; None for the defaults.
        form: the only format to yield from folders; None for all.
    """
    limits = limits or Limits()
    found = (match for path in paths for match in _matches(os.fspath(path)))
    return each_once(
        file for one in found for file in (_walk(one, form, limits) if one != "-" and Path(one).is_dir() else (one,))
    )


def each_once(files: Iterable[str]) -> Iterator[str]:
    """Yield each file once, under its one name."""
    seen = set()
    for file in map(without_dot, files):
        if file not in seen:
            seen.add(file)
            yield file


def without_dot(path: str) -> str:
    """Return a path with slashes and without a leading `./`, so that a file has one name, however we reached it."""
    path = _with_slashes(path)
    while path.startswith("./") and len(path) > 2:
        path = path[2:].lstrip("/")
    return path


def _with_slashes(path: str) -> str:
    # Windows accepts slashes everywhere but after this prefix.
    return path if os.sep == "/" or path.startswith("\\\\?\\") else path.replace(os.sep, "/")


def is_usual(path: str) -> bool:
    """Tell whether a file in a folder may be a recording, judging by its path."""
    *folders, name = path.split("/")
    if any(folder.startswith(".") or folder in _NOT_ENTERED for folder in folders):
        return False
    return _unpacked_name(name).endswith(_ENDINGS)


def _unpacked_name(path: str) -> str:
    return path.lower().removesuffix(".gz").removesuffix(".zst")


def _matches(path: str) -> list[str]:
    """Return the matches of a pattern, because not every shell expands patterns."""
    if path == "-" or not glob.has_magic(path) or Path(path).exists():
        return [path]
    path = _with_slashes(path)
    anchor = Path(path).anchor
    return sorted(_below(anchor, [part for part in path[len(anchor) :].split("/") if part])) or [path]


def _below(folder: str, pattern: list[str]) -> Iterator[str]:
    """Yield the files and folders that match the parts of a pattern; `**` follows no links, so that the search ends.

    A folder that we cannot list is yielded itself.
    """
    first, rest = pattern[0], pattern[1:]
    listed = _listed(folder) if glob.has_magic(first) else []
    if listed is None:
        yield folder
        return
    if first == "**":
        if rest:
            yield from _below(folder, rest)
        elif folder:
            yield folder
        for name in listed:
            inner = os.path.join(folder, name)  # noqa: PTH118 - as given: Path would drop "./"
            if not name.startswith(".") and Path(inner).is_dir() and not Path(inner).is_symlink():
                yield from _below(inner, pattern)
        return
    if not glob.has_magic(first):
        names: Iterable[str] = (first,)
    else:
        matching = re.compile(translate(first))
        names = (name for name in listed if matching.match(name) and (name[0] != "." or first[0] == "."))
    for name in names:
        inner = os.path.join(folder, name)  # noqa: PTH118 - as above
        if rest:
            if Path(inner).is_dir():
                yield from _below(inner, rest)
        elif Path(inner).is_file() or Path(inner).is_dir():
            # No pipe, because opening it would block, and no device.
            yield inner


def _listed(folder: str) -> list[str] | None:
    """Return the names in a folder, or None without permission to read them."""
    try:
        return sorted(os.listdir(folder or "."))  # noqa: PTH208 - only names
    except PermissionError:
        return None
    except OSError:
        return []


def _walk(folder: str, form: RecordingForm | None, limits: Limits) -> Iterator[str]:
    unreadable: list[OSError] = []
    for where, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NOT_ENTERED)
        for name in sorted(files):
            file = Path(where, name)
            if is_usual(name) and file.is_file() and not file.is_symlink():
                text = os.path.join(where, name)  # noqa: PTH118 - as given: Path would drop "./"
                if _is_recording(text, form, limits):
                    yield text
    # The attempt to read the folder will say why we cannot list it.
    yield from (os.fspath(error.filename) for error in unreadable if error.filename is not None)


def _is_recording(file: str, form: RecordingForm | None, limits: Limits) -> bool:
    if _unpacked_name(file).endswith(_TELLING):
        # Whatever this file holds, it was meant as a recording, and not as a cassette.
        return form is None
    try:
        with opened_source(file, file, limits) as opened:
            _, blocks, found = head_and_form(opened)
            if found is not None:
                return form is None or found is form
            for _ in zip(range(2), blocks, strict=False):  # yields the head again, then raises the error that ended it
                pass
    except UnreadableRecording:
        # The user did not name this file, but it may be a recording: reading it says what is wrong.
        return True
    return False
