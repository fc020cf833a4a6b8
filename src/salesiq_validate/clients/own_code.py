"""Own code: finds the lines of a project that sent a request, without the libraries in between."""

from __future__ import annotations

import os
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from salesiq_validate.clients.tap import TAPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

#: Names of folders with libraries.
_LIBRARIES: Final = frozenset({"site-packages", "dist-packages"})
_CLIENTS: Final = frozenset({*TAPS, "salesiq_validate", "httpcore", "httpcore2"})
_PACKAGE: Final = f"{Path(__file__).parent.parent}{os.sep}"
_NO_PROJECT: Final = (_PACKAGE, f"{sysconfig.get_path('stdlib')}{os.sep}", "<frozen")


class OwnCode:
    """Distinguishes a project's own files from libraries.

    Arguments:
        root: folder of the project. A virtual environment inside it does not belong to the project.
        environment: folder of the running Python.
    """

    def __init__(self, root: Path, environment: str = sys.prefix) -> None:
        self._root = os.path.normcase(f"{root}{os.sep}")
        folder = os.path.normcase(f"{environment}{os.sep}")
        self._environment = folder if folder.startswith(self._root) else None

    def sent_at(self) -> str:
        """Return the line of the caller and of the test, as "desk.py:12 from tests/test_desk.py:7"."""
        lines: list[str] = []
        for frame in _upwards(sys._getframe(1)):  # noqa: SLF001 - `inspect.stack` reads every source file on the way
            file = frame.f_code.co_filename
            if f"{os.sep}.." in file:
                # The path may contain "..": a script may have been started as `../venv/bin/pytest`.
                file = os.path.normpath(file)
            if self._holds(file):
                lines.append(f"{file[len(self._root) :].replace(os.sep, '/')}:{frame.f_lineno}")
        return " from ".join(dict.fromkeys((*lines[:1], *lines[-1:])))

    def _holds(self, file: str) -> bool:
        # On Windows, upper and lower case in a path depend on how Python was started.
        file = os.path.normcase(file)
        if not file.startswith(self._root) or (self._environment is not None and file.startswith(self._environment)):
            return False
        return _LIBRARIES.isdisjoint(Path(file[len(self._root) :]).parts)


def level_of_sender() -> int:
    """Return how many frames the project's own line is above the caller, counted as for `stacklevel`.

    If the program is itself an installed package, use the nearest line outside this package.
    """
    frames = list(enumerate(_upwards(sys._getframe(1)), 1))  # noqa: SLF001 - as above
    own = (level for level, frame in frames if not _is_library(frame.f_code.co_filename) and not _is_client(frame))
    others = (level for level, frame in frames if not _is_client(frame))
    return next(own, next(others, 1))


def _is_client(frame: FrameType) -> bool:
    """Tell whether a frame belongs to a client library or to this package."""
    return str(frame.f_globals.get("__name__")).partition(".")[0] in _CLIENTS


@cache
def _is_library(file: str) -> bool:
    return file.startswith(_NO_PROJECT) or not _LIBRARIES.isdisjoint(Path(file).parts)


def _upwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back
