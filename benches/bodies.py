"""Bodies: one verdict on each kind of body, compared with parsing it; and all errors of a faulty body.

python benches/run.py bodies
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import contract
import others
from ajv import Ajv
from exchanges import WITH_BODY, Made, Request
from measuring import Task, interleaved
from options import Options
from peers import BODY_PEERS, BodyPeer, Errors
from result import Result
from salesiq_validate.decode import json_fast
from salesiq_validate.engine import default_engine

_PARSE, _OURS = "the parser, that body alone", "the project's engine"


def measure(options: Options) -> list[Result]:
    """Return a table for each kind of body, and one for faults."""
    engine, left_out = default_engine(), dict[str, str]()
    results = []
    with others.taking_part((*BODY_PEERS, Ajv), options.valid, options.faulty, left_out) as peers:
        for name, texts in _by_name(options.valid).items():
            some = texts[:200]
            judge = engine.compile(contract.schemas()[name]).is_valid
            tasks = [
                Task(_PARSE, _each(json_fast.loads, some), units=len(some)),
                Task(_OURS, _each(judge, [json_fast.loads(text) for text in some]), units=len(some)),
                *(peer.body_task(name, some) for peer in peers),
            ]
            results.append(
                Result(
                    title=f"Bodies: {name}, {sum(map(len, some)) // len(some):,} characters, valid",
                    unit="µs per body",
                    figures=interleaved(tasks, rounds=options.rounds),
                    floors=(_PARSE,),
                    ours=(_OURS,),
                    left_out=left_out,
                )
            )
        errors: dict[str, Mapping[str, Errors]] = {
            _OURS: {name: engine.compile(contract.schemas()[name]).violations for name in WITH_BODY}
        }
        errors |= {
            peer.name: {name: peer.errors(name) for name in WITH_BODY} for peer in peers if isinstance(peer, BodyPeer)
        }
    faulty = [Request.of(made) for made in options.faulty[:200]]
    tasks = [Task(name, _all(faulty, tell), units=len(faulty)) for name, tell in errors.items()]
    results.append(
        Result(
            title="Bodies: requests with one fault each, everything that is wrong",
            unit="µs per body",
            figures=interleaved(tasks, rounds=options.rounds),
            floors=(_OURS,),
            ours=(_OURS,),
            left_out=left_out,
        )
    )
    return results


def _by_name(exchanges: Sequence[Made]) -> dict[str, list[str]]:
    """Return the texts of all bodies, by their names in the contract."""
    found: dict[str, list[str]] = {name: [] for name in contract.schemas()}
    for made in exchanges:
        sent, got = made.line["request"], made.line["response"]
        body, answer = contract.route(sent["method"], sent["url"])
        if body is not None:
            found[body].append(sent["body"])
        found[contract.REFUSAL if made.kind == "refusal" else answer].append(got["body"])
    return {name: texts for name, texts in found.items() if texts}


def _each(call: Callable[[Any], object], values: Sequence[Any]) -> Callable[[], None]:
    def run() -> None:
        for value in values:
            call(value)

    return run


def _all(faulty: Sequence[Request], tell: Mapping[str, Errors]) -> Callable[[], None]:
    pairs = [(tell[request.kind], request.body) for request in faulty]

    def run() -> None:
        for call, document in pairs:
            call(document)

    return run
