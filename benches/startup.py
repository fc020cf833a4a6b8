"""Measure start-up: imports by -X importtime, and whole processes."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import measuring

EXAMPLE = Path(__file__).parent.parent / "examples" / "support-desk.jsonl"
ROUNDS = 11


def imported_ms(module: str) -> float:
    """Return the cumulative time of importing a module, in ms, the median of several processes."""
    figures = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", f"import {module}"], capture_output=True, text=True, check=True
        )
        found = re.findall(rf"\|\s*(\d+) \|\s+{re.escape(module)}$", done.stderr, re.MULTILINE)
        figures.append(int(found[-1]) / 1000)
    return statistics.median(figures)


def process_ms(*arguments: str) -> float:
    """Return the wall time of a whole process, in ms, the median of several."""
    figures = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
        figures.append((time.perf_counter() - began) * 1000)
    return statistics.median(figures)


def main() -> None:
    """Print both tables."""
    print(measuring.machine())
    bare = process_ms("-c", "pass")
    print(f"import attrs                        {imported_ms('attrs'):7.1f} ms")
    print(f"import salesiq_validate             {imported_ms('salesiq_validate'):7.1f} ms")
    print(f"import salesiq_validate.validator   {imported_ms('salesiq_validate.validator'):7.1f} ms")
    print(f"python -c pass                      {bare:7.1f} ms")
    for name, arguments in (("--help", ["--help"]), ("check of one small file", ["check", str(EXAMPLE)])):
        print(f"{name:<35} {process_ms('-m', 'salesiq_validate', *arguments) - bare:7.1f} ms over bare Python")


if __name__ == "__main__":
    main()
