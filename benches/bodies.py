"""Bodies: one verdict on each kind of body, beside parsing it; and everything that is wrong with a faulty one.

python benches/run.py bodies
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import contract
import others
from exchanges import WITH_BODY, Made
from measuring import Task, interleaved
from options import Options
from peers import BodyPeer
from result import Result
from salesiq_validate.decode import fastjson
from salesiq_validate.engine import Engine, default_engine

_PARSE, _OURS = "the parser, that body alone", "the project's engine"


def measure(options: Options) -> list[Result]:
    """A table for each kind of body, and one for faults."""
    left_out: dict[str, str] = {}
    peers = others.body_peers(options.valid[:100], options.faulty[:100], left_out)
    engine = default_engine()
    results = []
    for name, texts in _by_name(options.valid).items():
        results.append(
            Result(
                title=f"Bodies: {name}, {sum(map(len, texts)) // len(texts):,} characters, valid",
                unit="µs per body",
                figures=interleaved(_verdicts(name, texts[:200], engine, peers), rounds=options.rounds),
                floors=[_PARSE],
                left_out=left_out,
            )
        )
    faulty = [(one.kind, json.loads(one.line["request"]["body"])) for one in options.faulty[:200]]
    errors = {_OURS: {name: engine.compile(contract.schemas()[name]).violations for name in WITH_BODY}}
    errors |= {peer.name: {name: peer.errors(name) for name in WITH_BODY} for peer in peers}
    tasks = [Task(name, _all(faulty, tell), units=len(faulty)) for name, tell in errors.items()]
    results.append(
        Result(
            title="Bodies: requests with one fault each, everything that is wrong",
            unit="µs per body",
            figures=interleaved(tasks, rounds=options.rounds),
            floors=[tasks[0].name],
            left_out=left_out,
        )
    )
    return results


def _by_name(exchanges: Sequence[Made]) -> dict[str, list[str]]:
    """The texts of all bodies, by their names in the contract."""
    found: dict[str, list[str]] = {name: [] for name in contract.schemas()}
    for made in exchanges:
        sent, got = made.line["request"], made.line["response"]
        body, answer = contract.route(sent["method"], sent["url"])
        if body is not None:
            found[body].append(sent["body"])
        found[contract.REFUSAL if made.kind == "refusal" else answer].append(got["body"])
    return {name: texts for name, texts in found.items() if texts}


def _verdicts(name: str, texts: Sequence[str], engine: Engine, peers: Sequence[BodyPeer]) -> list[Task]:
    documents = [json.loads(text) for text in texts]
    judges = {_OURS: engine.compile(contract.schemas()[name]).is_valid}
    judges |= {peer.name: peer.verdicts[name] for peer in peers}
    return [
        Task(_PARSE, _each(fastjson.loads, texts), units=len(texts)),
        *(Task(who, _each(judge, documents), units=len(texts)) for who, judge in judges.items()),
    ]


def _each(call: Callable[[Any], object], values: Sequence[Any]) -> Callable[[], None]:
    def run() -> None:
        for value in values:
            call(value)

    return run


def _all(faulty: Sequence[tuple[str, Any]], tell: dict[str, Any]) -> Callable[[], None]:
    pairs = [(tell[name], document) for name, document in faulty]

    def run() -> None:
        for call, document in pairs:
            call(document)

    return run
