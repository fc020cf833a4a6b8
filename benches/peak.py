"""A process that says how much memory it had at its peak: `python benches/peak.py [ARGUMENT ...]`.

With arguments it is `salesiq-validate`, else it does nothing. Its last line on standard error is the peak in KiB.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def peak_kib() -> int:
    """The largest resident memory of this process so far.

    Linux keeps in `ru_maxrss` what the parent had before this program was loaded, so its own file is asked first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for row in status.read_text(encoding="ascii", errors="replace").splitlines():
            if row.startswith("VmHWM:"):
                return int(row.split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


if __name__ == "__main__":
    try:
        if sys.argv[1:]:
            from salesiq_validate.cli import main

            main()
    finally:
        print(peak_kib(), file=sys.stderr)
