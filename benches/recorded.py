"""Recorded traffic: Exchange JSON Lines and HAR, judged by every rule, beside the parser alone and beside peers.

python benches/run.py recorded
"""

from __future__ import annotations

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
from salesiq_validate.judging import judge, tell
from salesiq_validate.summary import Summary

#: Times the floor.
LIMITS = {"JSON Lines, judged": 2.0, "JSON Lines, 5 % with a fault, judged": 2.5, "HAR, judged": 2.5}


def measure(options: Options) -> list[Result]:
    """One table: µs per exchange."""
    validator = corpus.validator()
    valid, with_faults = options.folder / "valid.jsonl", options.folder / "faults.jsonl"
    har = options.folder / "valid.har"
    for path, made in ((valid, options.valid), (with_faults, options.with_faults), (har, options.valid)):
        corpus.write(path, made)
        verify(path, made, validator)
    lines = [corpus.as_line(made) for made in options.valid]
    each = len(lines)
    tasks = [
        *floors.floors(lines),
        Task("JSON Lines, read", lambda: read(valid), units=each),
        Task("JSON Lines, judged", lambda: judge_all(valid, validator), units=each),
        Task("JSON Lines, judged and summed up", lambda: sum_up(valid, validator), units=each),
        Task("JSON Lines, 5 % with a fault, judged", lambda: judge_all(with_faults, validator), units=each),
        Task("HAR, judged", lambda: judge_all(har, validator), units=each),
    ]
    size = sum(map(len, lines)) // each
    known = list(floors.parsers())
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
            limits={name: Limit(times, times=known[0]) for name, times in LIMITS.items()},
            left_out=left_out,
        )
    ]


def read(path: Path) -> None:
    """Read a recording to its end."""
    for _ in recordings.read(path):
        pass


def judge_all(path: Path, validator: Validator) -> None:
    """Read and judge a recording, as `check` does, and drop what is found."""
    for _ in judge(recordings.read(path), validator):
        pass


def sum_up(path: Path, validator: Validator) -> None:
    """Read, judge and count."""
    tell(judge(recordings.read(path), validator), Summary())


def verify(path: Path, made: list[Made], validator: Validator) -> None:
    """Hold the findings on a file against the faults that were planted in it: exactly these, each at its path."""
    found = [[finding.json_key for finding in step.findings] for step in judge(recordings.read(path), validator)]
    expected = [[] if one.fault is None else [one.fault.path] for one in made]
    if found != expected:
        wrong = sum(mine != its for mine, its in zip(found, expected, strict=False))
        raise AssertionError(f"{path.name}: {wrong} of {len(made)} exchanges are not judged as they were made")
