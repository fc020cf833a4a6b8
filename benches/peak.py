"""A process that says how much memory it had at its peak: `python benches/peak.py [ARGUMENT ...]`.

With arguments it is `salesiq-validate`, else it does nothing. The last line on standard error is the resident memory
at its peak, and of that the private one, in KiB: without the pages of files, such as libraries, that all processes
share. Only Linux tells the latter; elsewhere it is 0.
"""

from __future__ import annotations

import resource
import sys
import threading
from pathlib import Path

_STATUS = Path("/proc/self/status")
#: Seconds between two looks at the private memory, of which Linux keeps no peak.
_PAUSE = 0.02


def peak_kib() -> int:
    """The largest resident memory of this process so far.

    Linux keeps in `ru_maxrss` what the parent had before this program was loaded, so its own file is asked first.
    """
    if _STATUS.exists():
        return _told("VmHWM")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def _told(name: str) -> int:
    rows = _STATUS.read_text(encoding="ascii", errors="replace").splitlines() if _STATUS.exists() else []
    return next((int(row.split()[1]) for row in rows if row.startswith(f"{name}:")), 0)


class PrivatePeak(threading.Thread):
    """Looks at the private memory again and again, until it is stopped."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._end = threading.Event()
        self._kib = 0

    def run(self) -> None:
        while not self._end.wait(_PAUSE):
            self._kib = max(self._kib, _told("RssAnon"))

    def stop(self) -> int:
        """Return the largest that was seen, in KiB."""
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
