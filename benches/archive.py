"""Measure `check --jobs` on one large file of Exchange JSON Lines: whole processes with one job and with several.

python benches/archive.py [--megabytes 500] [--jobs 2] [--rounds 5] [--faults 5]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import machine
from corpus import ALLOWED, as_line, corpus

#: How many different exchanges there are; the file repeats them.
EXCHANGES = 4000


def write(path: Path, megabytes: int, faults: int) -> int:
    """Write the file and return how many exchanges it has; a given percentage of them has a fault."""
    lines = [as_line(made) for made in corpus(EXCHANGES, faults=faults)]
    size = sum(map(len, lines))
    times = max(1, megabytes * 1_000_000 // size)
    with path.open("wb") as file:
        for _ in range(times):
            file.writelines(lines)
    return times * len(lines)


def seconds(path: Path, jobs: int) -> tuple[float, float, bytes]:
    """Return the wall time of a whole process, the processor time of the process and its workers, and its report."""
    before, began = os.times(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "salesiq_validate", "check", path, *ALLOWED, "--format", "json", f"--jobs={jobs}"],
        stdout=subprocess.PIPE,
        check=False,
    )
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - began, spent, done.stdout


def main() -> None:
    """Print the ratio of interleaved runs, and how busy the machine was otherwise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--faults", type=int, default=5, help="exchanges with a fault, in percent")
    options = parser.parse_args()
    print(machine.line())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.jsonl"
        exchanges = write(path, options.megabytes, options.faults)
        print(f"{exchanges:,} exchanges, {path.stat().st_size / 1e6:.0f} MB, {options.faults} % with a fault")
        figures: dict[int, list[tuple[float, float]]] = {1: [], options.jobs: []}
        for turn in range(options.rounds):
            load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
            reports = set()
            for jobs in sorted(figures, reverse=bool(turn % 2)):
                took, spent, report = seconds(path, jobs)
                figures[jobs].append((took, spent))
                reports.add(report)
            assert len(reports) == 1, "the reports differ"
            one, several = figures[1][-1], figures[options.jobs][-1]
            print(
                f"1 job {one[0]:6.2f} s ({one[1]:.2f} s of a core), {options.jobs} jobs {several[0]:6.2f} s "
                f"({several[1]:.2f} s): {one[0] / several[0]:.2f} times as fast (load before: {load:.1f})"
            )
    pairs = list(zip(figures[1], figures[options.jobs], strict=True))
    ratio = statistics.median(one[0] / several[0] for one, several in pairs)
    cost = statistics.median(several[1] / one[1] for one, several in pairs)
    print(f"median: {ratio:.2f} times as fast for {cost:.2f} times the work")


if __name__ == "__main__":
    main()
