"""Jobs: `check` of one large file with one job and with two, whole processes.

python benches/run.py jobs
"""

from __future__ import annotations

import archive
from options import Options
from result import Limit, Result

#: The size of the file; below 32 MB, `check` starts no processes.
MEGABYTES = 300
ROUNDS = 5
_ONE, _TWO = "1 job", "2 jobs"


def measure(options: Options) -> list[Result]:
    """Return one table, after comparing the reports."""
    path = options.folder / "archive.jsonl"
    exchanges = archive.write(path, 50 if options.quick else MEGABYTES, faults=5)
    figures: dict[str, list[float]] = {_ONE: [], _TWO: []}
    for round_ in range(min(ROUNDS, options.rounds)):
        reports = set()
        for jobs in (1, 2) if round_ % 2 == 0 else (2, 1):
            seconds, _, report = archive.seconds(path, jobs)
            figures[_ONE if jobs == 1 else _TWO].append(seconds)
            reports.add(report)
        if len(reports) > 1:
            raise AssertionError("the reports differ")
    size = path.stat().st_size / 1e6
    path.unlink()
    return [
        Result(
            title=f"Jobs: {exchanges:,} exchanges of {size:,.0f} MB, 5 % with a fault",
            unit="s",
            figures=figures,
            floors=(_ONE,),
            ours=(_ONE, _TWO),
            limits={_TWO: [Limit(0.57, times=_ONE)]},
        )
    ]
