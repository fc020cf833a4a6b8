"""Own code: which lines of a project a request comes from, past all libraries in between."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import FrameType

#: Folders of libraries, wherever they lie.
_LIBRARIES: Final = ("site-packages", "dist-packages")


class OwnCode:
    """Tells a project's own files from libraries.

    Arguments:
        root: folder of the project. A virtual environment inside of it is not the project's own.
        environment: folder of the running Python.
    """

    def __init__(self, root: Path, environment: str = sys.prefix) -> None:
        self._root = f"{root}{os.sep}"
        inside = f"{environment}{os.sep}".startswith(self._root)
        self._environment = f"{environment}{os.sep}" if inside else None

    def sent_at(self) -> str:
        """Return where the caller is, as "desk.py:12 from tests/test_desk.py:7": the nearest line, and the test's."""
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - `inspect.stack` reads every source file on the way
        lines: list[str] = []
        while frame is not None:
            file = frame.f_code.co_filename
            if f"{os.sep}.." in file:
                # As that of a script that was started as `../venv/bin/pytest`.
                file = os.path.normpath(file)
            if self._holds(file):
                lines.append(f"{file[len(self._root) :].replace(os.sep, '/')}:{frame.f_lineno}")
            frame = frame.f_back
        return " from ".join(dict.fromkeys((*lines[:1], *lines[-1:])))

    def _holds(self, file: str) -> bool:
        if not file.startswith(self._root) or (self._environment is not None and file.startswith(self._environment)):
            return False
        return not any(f"{os.sep}{name}{os.sep}" in file[len(self._root) - 1 :] for name in _LIBRARIES)
