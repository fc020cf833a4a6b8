"""Recorded traffic: judges Exchange JSON Lines and HAR by every rule, compared with the parser alone and with peers.

python benches/run.py recorded
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import corpus
import floors
import others
from ajv import Ajv
from exchanges import Made
from measuring import Task, interleaved
from openapi_peer import OpenapiCore
from options import Options
from peers import BODY_PEERS
from result import Limit, Result
from salesiq_validate import Validator, recordings
from salesiq_validate.recordings import Skipped
from salesiq_validate.run.results.summary import Summary
from salesiq_validate.run.steps import judge, tell

#: Limits as multiples of the floor.
LIMITS = {"JSON Lines, judged": 2.3, "JSON Lines, 5 % with a fault, judged": 2.8, "HAR, judged": 2.9}


def measure(options: Options) -> list[Result]:
    """Return one table: µs per exchange."""
    valid = _written(options, "valid-{}.jsonl")
    with_faults = _written(options, "faults-{}.jsonl", faults=5)
    har = _written(options, "valid-{}.har")
    lines = [corpus.as_line(made) for made in options.valid]
    each = len(lines)
    ours = {
        "JSON Lines, read": _in_turn(valid, lambda path, _: read(path)),
        "JSON Lines, judged": _in_turn(valid, judge_all),
        "JSON Lines, judged and summed up": _in_turn(valid, sum_up),
        "JSON Lines, 5 % with a fault, judged": _in_turn(with_faults, judge_all),
        "HAR, judged": _in_turn(har, judge_all),
    }
    corpora = [[corpus.as_line(one) for one in made] for made in options.corpora()]
    tasks = [*floors.floors(*corpora), *(Task(name, run, units=each) for name, run in ours.items())]
    size = sum(map(len, lines)) // each
    known = tuple(floors.parsers())
    left_out: dict[str, str] = {}
    with others.taking_part((*BODY_PEERS, Ajv, OpenapiCore), options.valid, options.faulty, left_out) as peers:
        for peer in peers:
            tasks += peer.tasks(lines[: others.FEW] if peer.is_slow else lines)
        figures = interleaved(tasks, rounds=options.rounds)
    return [
        Result(
            title=f"Recorded traffic: {each:,} valid exchanges of {size:,} bytes",
            unit="µs per exchange",
            figures=figures,
            floors=known,
            ours=tuple(ours),
            limits={name: [Limit(times, times=known[0])] for name, times in LIMITS.items()},
            left_out=left_out,
        )
    ]


def _written(options: Options, name: str, *, faults: int = 0) -> list[Path]:
    """Write files of several corpora, and check them against their known faults."""
    paths, validator = [], corpus.validator()
    for number, made in enumerate(options.corpora(faults=faults)):
        paths.append(options.folder / name.format(number))
        corpus.write(paths[-1], made)
        verify(paths[-1], made, validator)
    return paths


def _in_turn(paths: list[Path], run: Callable[[Path, Validator], None]) -> Callable[[], None]:
    """Take the next file each time, with a validator that no other task shares."""
    validator, paths_in_turn = corpus.validator(), cycle(paths)
    return lambda: run(next(paths_in_turn), validator)


def read(path: Path) -> None:
    """Read a recording to its end."""
    for _ in recordings.read(path):
        pass


def judge_all(path: Path, validator: Validator) -> None:
    """Read and judge a recording, as `check` does, and drop the findings."""
    for _ in judge(recordings.read(path), validator):
        pass


def sum_up(path: Path, validator: Validator) -> None:
    """Read, judge and count."""
    tell(judge(recordings.read(path), validator), Summary())


def verify(path: Path, made: list[Made], validator: Validator) -> None:
    """Check that the findings on a file are exactly the faults in it, each at its path."""
    found = [
        None if isinstance(step, Skipped) else [finding.json_key for finding in step.findings]
        for step in judge(recordings.read(path), validator)
    ]
    expected = [[] if one.fault is None else [one.fault.path] for one in made]
    if found != expected:
        wrong = sum(mine != its for mine, its in zip(found, expected, strict=False))
        raise AssertionError(f"{path.name}: {wrong} of {len(made)} exchanges are not judged as they were made")
