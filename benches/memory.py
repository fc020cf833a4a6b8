"""Memory: the peak of `check` over files of any size, compared with an empty process.

python benches/run.py memory
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import corpus
from options import Options
from result import Limit, Result

_PEAK = Path(__file__).parent / "peak.py"
_TITLE = "Memory at the peak of `check`, one job"
_PRIVATE = f"{_TITLE}: what no other process shares"
_BARE = "an empty process"
#: Sizes of the files in megabytes.
JSONL, HAR = 1000, 200
#: A peak varies little, and a gigabyte takes a while.
ROUNDS = 3


def measure(options: Options) -> list[Result]:
    """Return one table: the peak in MiB, with one job."""
    if sys.platform == "win32":
        return [
            Result(title=_TITLE, unit="MiB", figures={}, left_out={"check": "because Windows keeps no such figure"})
        ]
    lines, har, faults = (options.folder / name for name in ("large.jsonl", "large.har", "faults.jsonl"))
    corpus.write(lines, options.valid, megabytes=options.megabytes(JSONL))
    corpus.write(har, options.valid, megabytes=options.megabytes(HAR))
    corpus.write(faults, corpus.corpus(options.exchanges, faults=5), megabytes=options.megabytes(HAR))
    names = {path: f"{path.suffix[1:].upper()} of {path.stat().st_size / 1e6:,.0f} MB" for path in (lines, har, faults)}
    names[faults] += ", 5 % with a fault"
    one = options.folder / "one.jsonl"
    corpus.write(one, options.valid[:1])
    names = {one: "one exchange", **names}
    resident: dict[str, list[float]] = {}
    private: dict[str, list[float]] = {}
    for _ in range(min(ROUNDS, options.rounds)):
        for name, arguments in (
            (_BARE, ()),
            ("salesiq-validate --help", ("--help",)),
            *((name, ("check", str(path), "--format", "json", *corpus.ALLOWED)) for path, name in names.items()),
        ):
            for figures, peak in zip((resident, private), _peaks_mib(*arguments), strict=True):
                figures.setdefault(name, []).append(peak)
    for path in names:
        path.unlink()
    limits = (
        (_TITLE, resident, {names[path]: [Limit(60)] for path in (lines, har)}),
        (_PRIVATE, private, {names[har]: [Limit(20, above=_BARE)]}),
    )
    return [
        Result(
            title=title,
            unit="MiB",
            figures=figures,
            base=_BARE,
            ours=tuple(name for name in figures if name != _BARE),
            limits=its,
        )
        for title, figures, its in limits
        if any(map(any, figures.values()))
    ]


def _peaks_mib(*arguments: str) -> tuple[float, float]:
    """Return the peaks of resident and private memory of a process."""
    command = [sys.executable, str(_PEAK), *arguments]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    peak, private = done.stderr.split()[-2:]
    return int(peak) / 1024, int(private) / 1024
