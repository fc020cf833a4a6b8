"""A process that prints its peak memory: `python benches/peak.py [ARGUMENT ...]`.

With arguments, it runs `salesiq-validate` with them; otherwise, it does nothing. The last line on standard error has
the peaks of resident and of private memory in KiB. Private memory excludes pages of files, such as libraries, that all
processes share. Only Linux reports it; elsewhere it is 0.
"""

from __future__ import annotations

import resource
import sys
import threading
from pathlib import Path

_STATUS = Path("/proc/self/status")
#: How many seconds pass between two looks at the private memory, because Linux keeps no peak of it.
_PAUSE = 0.02


def peak_kib() -> int:
    """Return the largest resident memory of this process so far.

    On Linux, `ru_maxrss` includes the parent's memory before this program was loaded, so we first read /proc.
    """
    if _STATUS.exists():
        return _told("VmHWM")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def _told(name: str) -> int:
    rows = _STATUS.read_text(encoding="ascii", errors="replace").splitlines() if _STATUS.exists() else []
    return next((int(row.split()[1]) for row in rows if row.startswith(f"{name}:")), 0)


class PrivatePeak(threading.Thread):
    """Reads the private memory repeatedly until it is stopped."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._end = threading.Event()
        self._kib = 0

    def run(self) -> None:
        while not self._end.wait(_PAUSE):
            self._kib = max(self._kib, _told("RssAnon"))

    def stop(self) -> int:
        """Return the largest value so far, in KiB."""
        self._end.set()
        self.join()
        return max(self._kib, _told("RssAnon"))


if __name__ == "__main__":
    private = PrivatePeak()
    private.start()
    try:
        if sys.argv[1:]:
            from salesiq_validate.cli import main

            main()
    finally:
        print(peak_kib(), private.stop(), file=sys.stderr)
