"""Terminal: whether to use colours, how wide lines may be, and progress on standard error."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesiq_validate.run.steps import Step

#: The most columns: wider lines are harder to read on any terminal.
_WIDEST: Final = 120
#: Seconds until the first line of progress, and between two lines.
_PATIENCE: Final = 1.0
_PACE: Final = 0.2
#: How many steps we take before we look at the clock again.
_STRIDE: Final = 256

#: Terminals that show hyperlinks (OSC 8), by the environment variables that they set.
_LINKING_PROGRAMS: Final = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "zed"})
_LINKING_KINDS: Final = frozenset({"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour"})
#: VTE since 0.50 (its first version with hyperlinks crashed on some), and Konsole since 20.12.
_LINKING_VTE: Final = 5001
_LINKING_KONSOLE: Final = 201200


def wants_color(choice: str, stream: TextIO) -> bool:
    """Tell whether to write colours: by the choice, or else by NO_COLOR, FORCE_COLOR and whether this is a terminal.

    Arguments:
        choice: `auto`, `always` or `never`.
        stream: the stream for the output.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def knows_links(stream: TextIO) -> bool:
    """Tell whether to write hyperlinks: only to a terminal that shows them, and never to a log.

    No terminal announces this itself. If FORCE_HYPERLINK, which other tools also read, is set, it decides: 0 means no.
    """
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced:
        return forced != "0"
    kind = os.environ.get("TERM", "")
    # A multiplexer inherits the variables of the terminal around it, and may not pass links on.
    if not stream.isatty() or os.environ.get("CI") or kind == "dumb" or kind.startswith(("screen", "tmux")):
        return False
    vte, konsole = (os.environ.get(name, "") for name in ("VTE_VERSION", "KONSOLE_VERSION"))
    return (
        os.environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or kind in _LINKING_KINDS
        or bool(os.environ.get("WT_SESSION"))
        or (vte.isdecimal() and int(vte) >= _LINKING_VTE)
        or (konsole.isdecimal() and int(konsole) >= _LINKING_KONSOLE)
    )


def width() -> int:
    """Return the number of columns to use: that of COLUMNS or of the terminal, within reason."""
    # `shutil.get_terminal_size` does the same, but imports every kind of compression.
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given[:9]):
        columns = int(given[:9])
    else:
        try:
            columns = os.get_terminal_size(sys.stdout.fileno()).columns
        except (AttributeError, OSError, ValueError):
            columns = _WIDEST  # a pipe or a log
    return max(40, min(columns, _WIDEST))


class Progress:
    """One line on standard error that shows how far a long run is; silent unless it is a terminal."""

    def __init__(self, stream: TextIO | None = None, *, enabled: bool | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._enabled = self._stream.isatty() and not os.environ.get("CI") if enabled is None else enabled
        self._next = time.monotonic() + _PATIENCE
        self._steps = 0
        self._shown = False

    def of(self, steps: Iterable[Step], file: str) -> Iterator[Step]:
        """Pass on the steps of one file, and show progress now and then."""
        if not self._enabled:
            yield from steps
            return
        for step in steps:
            self._steps += 1
            if not self._steps % _STRIDE and time.monotonic() >= self._next:
                self._tell(file)
            yield step

    def passed(self, steps: int, file: str) -> None:
        """Show progress for steps in other processes."""
        self._steps += steps
        if self._enabled and time.monotonic() >= self._next:
            self._tell(file)

    def clear(self) -> None:
        """Remove the line, so that other text may be written."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False

    def _tell(self, file: str) -> None:
        from salesiq_validate.privacy.printable import printable

        self._next = time.monotonic() + _PACE
        self._shown = True
        self._stream.write(f"\r\x1b[K{self._steps:,} entries, in {printable(file, limit=50)}")
        self._stream.flush()
