"""Memory: what `check` holds at its peak, over files of any size, beside an empty process.

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
_BARE = "an empty process"
#: Megabytes of the files.
JSONL, HAR = 1000, 200
#: A peak varies little, and a gigabyte takes a while.
ROUNDS = 3


def measure(options: Options) -> list[Result]:
    """One table: MiB at the peak, with one job."""
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
    figures: dict[str, list[float]] = {}
    for _ in range(min(ROUNDS, options.rounds)):
        figures.setdefault(_BARE, []).append(_peak_mib())
        figures.setdefault("salesiq-validate --help", []).append(_peak_mib("--help"))
        for path, name in names.items():
            figures.setdefault(name, []).append(_peak_mib("check", str(path), "--format", "json", *corpus.ALLOWED))
    for path in names:
        path.unlink()
    return [
        Result(
            title=_TITLE,
            unit="MiB",
            figures=figures,
            base=_BARE,
            ours=tuple(name for name in figures if name != _BARE),
            limits={names[lines]: [Limit(150)], names[har]: [Limit(20, above=_BARE)]},
        )
    ]


def _peak_mib(*arguments: str) -> float:
    command = [sys.executable, str(_PEAK), *arguments]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    return int(done.stderr.split()[-1]) / 1024
