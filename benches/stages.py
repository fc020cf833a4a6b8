"""Stages: where the time for one recorded exchange goes; measures each step alone over the same exchanges.

python benches/run.py stages

The times of the steps do not add up: a step that runs alone finds its data elsewhere in the processor's caches. And the
steps see the same exchanges repeatedly, so the validator knows all of their URLs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import starmap
from typing import Any

import contract
import corpus
import floors
import recorded
from exchanges import MIX, Made
from measuring import Task, interleaved
from options import Options
from result import Result
from salesiq_validate import Exchange, recordings
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.decode import json_fast
from salesiq_validate.engine import default_engine

_ALL = "all of it: read and judged"


def measure(options: Options) -> list[Result]:
    """Return a table of the steps, and one of the kinds of exchanges."""
    validator = corpus.validator()
    path = options.folder / "stages.jsonl"
    corpus.write(path, options.valid)
    recorded.verify(path, options.valid, validator)
    exchanges = [entry for entry in recordings.read(path) if isinstance(entry, Exchange)]
    routes = [
        (request.method, request.url.partition("?")[0])
        for exchange in exchanges
        if (request := exchange.request) is not None
    ]
    texts = [body for exchange in exchanges for body in _bodies(exchange)]
    judged = _judged(options.valid)
    is_api, route = Traffic(validator.router).is_api, validator.router.route
    steps: dict[str, Callable[[], object]] = {
        _ALL: lambda: recorded.judge_all(path, validator),
        "the line read, as an exchange": lambda: recorded.read(path),
        "is it a call of the API?": lambda: _drop(map(is_api, exchanges)),
        "which operation?": lambda: _drop(starmap(route, routes)),
        "both bodies parsed": lambda: _drop(map(json_fast.loads, texts)),
        "both bodies judged by their schemas": lambda: _drop(is_valid(document) for is_valid, document in judged),
        "Validator.check: all but reading": lambda: _drop(map(validator.check, exchanges)),
    }
    tasks = [Task(name, run, units=len(exchanges)) for name, run in steps.items()]
    return [
        Result(
            title="Where the time of a valid exchange goes",
            unit="µs per exchange",
            figures=interleaved(tasks, rounds=options.rounds),
            floors=(_ALL,),
            ours=tuple(steps),
        ),
        _by_kind(options),
    ]


def _by_kind(options: Options) -> Result:
    """Measure each kind of exchange; the rules check a refusal even if it is intended."""
    tasks, ours = [], []
    for kind in dict.fromkeys(MIX):
        made = [one for one in options.valid if one.kind == kind]
        path, validator = options.folder / f"{kind}.jsonl", corpus.validator()
        corpus.write(path, made)
        *_, floor = floors.floors([corpus.as_line(one) for one in made])
        tasks.append(Task(f"{kind}, {floor.name}", floor.run, units=len(made)))
        ours.append(f"{kind}, judged")
        tasks.append(Task(ours[-1], partial(recorded.judge_all, path, validator), units=len(made)))
    return Result(
        title="Kinds of exchanges",
        unit="µs per exchange",
        figures=interleaved(tasks, rounds=options.rounds),
        ours=tuple(ours),
    )


def _drop(values: Iterable[object]) -> None:
    """Keep nothing: to hold four thousand documents at once would cost more than to make them."""
    deque(values, maxlen=0)


def _bodies(exchange: Exchange) -> list[bytes]:
    sides = (exchange.request, exchange.response)
    return [side.body for side in sides if side is not None and isinstance(side.body, bytes)]


def _judged(exchanges: Sequence[Made]) -> list[tuple[Callable[[Any], bool], Any]]:
    """Return every body with its judge: the request's body and, for a success, the whole answer."""
    engine = default_engine()
    judges = {name: engine.compile(schema).is_valid for name, schema in contract.schemas().items()}
    found = []
    for made in exchanges:
        sent, got = made.line["request"], made.line["response"]
        body, answer = contract.route(sent["method"], sent["url"])
        if body is not None:
            found.append((judges[body], json_fast.loads(sent["body"])))
        found.append((judges[contract.REFUSAL if made.kind == "refusal" else answer], json_fast.loads(got["body"])))
    return found
