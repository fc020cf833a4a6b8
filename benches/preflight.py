"""Pre-flight: a request as Python objects through `Validator`, compared with `requests.Session.send` and bare engines.

python benches/run.py preflight
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import corpus
import others
from exchanges import WITH_BODY, Request
from measuring import Task, interleaved
from openapi_peer import OpenapiCore
from options import Options
from peers import BODY_PEERS
from result import Limit, Result
from salesiq_validate import Validator

_OURS, _SEND, _REQUEST = "check_request", "requests.Session.send", "requests.Session.request"


def measure(options: Options) -> list[Result]:
    """Return a table for valid requests and one for requests with a fault."""
    validator = corpus.validator()
    left_out: dict[str, str] = {}
    results = []
    with others.taking_part((*BODY_PEERS, OpenapiCore), options.valid, options.faulty, left_out) as peers:
        for title, exchanges, limits in (
            ("valid", options.valid, [Limit(8), Limit(0.04, times=_SEND)]),
            ("with one fault each", options.faulty, [Limit(45)]),
        ):
            # Different requests, so that no cache makes them cheaper than a user's requests.
            made = [Request.of(one) for one in exchanges if one.kind in WITH_BODY][:300]
            verify(made, validator)
            tasks = [Task(_OURS, _checks(made, validator), units=len(made)), *_sends(made, left_out)]
            for kind in sorted(WITH_BODY):
                some = [request for request in made if request.kind == kind]
                tasks.append(Task(f"{_OURS}, {kind}", _checks(some, validator), units=len(some)))
            tasks += [peer.preflight(made[: others.FEW] if peer.is_slow else made) for peer in peers]
            results.append(
                Result(
                    title=f"Pre-flight: {len(made)} requests, {title}",
                    unit="µs per request",
                    figures=interleaved(tasks, rounds=options.rounds),
                    floors=tuple(task.name for task in tasks if task.name in {_OURS, _SEND, _REQUEST}),
                    ours=tuple(task.name for task in tasks if task.name.startswith(_OURS)),
                    limits={_OURS: limits},
                    left_out=left_out,
                )
            )
    return results


def verify(requests: Sequence[Request], validator: Validator) -> None:
    """Check every report against the fault in its request."""
    for kind, method, url, headers, body, fault in requests:
        report = validator.check_request(method, url, headers=headers, json=body)
        expected = [] if fault is None else [fault.path]
        if [finding.json_key for finding in report.findings] != expected:
            raise AssertionError(f"a request of kind {kind} is not judged as it was made")


def _checks(requests: Sequence[Request], validator: Validator) -> Callable[[], None]:
    check = validator.check_request

    def checks() -> None:
        for _, method, url, headers, body, _ in requests:
            check(method, url, headers=headers, json=body)

    return checks


def _sends(made: Sequence[Request], left_out: dict[str, str]) -> list[Task]:
    """Return the yardsticks: the cost of the client's call, with and without preparing its request."""
    try:
        import requests

        import canned
    except ImportError:
        left_out[_SEND] = "because requests is not installed"
        return []
    session = canned.session()
    prepared = [
        session.prepare_request(requests.Request(one.method, one.url, headers=one.headers, json=one.body))
        for one in made
    ]

    def sends() -> None:
        for request in prepared:
            session.send(request)

    def calls() -> None:
        for one in made:
            session.request(one.method, one.url, headers=one.headers, json=one.body)

    return [Task(_SEND, sends, units=len(made)), Task(_REQUEST, calls, units=len(made))]
