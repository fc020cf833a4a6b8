"""Pre-flight: one request as Python objects through `Validator`, beside `requests.Session.send` and bare engines.

python benches/run.py preflight
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import corpus
import others
from exchanges import WITH_BODY, Made
from measuring import Task, interleaved
from options import Options
from peers import Verdict
from result import Limit, Result
from salesiq_validate import Validator

_OURS, _SEND, _REQUEST = "check_request", "requests.Session.send", "requests.Session.request"


def measure(options: Options) -> list[Result]:
    """A table for valid requests and one for requests with a fault."""
    validator = corpus.validator()
    left_out: dict[str, str] = {}
    peers = others.body_peers(options.valid[:100], options.faulty[:100], left_out)
    results = []
    for title, exchanges, limit in (("valid", options.valid, 8), ("with one fault each", options.faulty, 20)):
        # Different ones, so that nothing that was remembered makes them cheaper than a user's.
        requests = [_Request.of(made) for made in exchanges if made.kind in WITH_BODY][:300]
        verify(requests, validator)
        tasks = [Task(_OURS, _checks(requests, validator), units=len(requests)), *_sends(requests, left_out)]
        for kind in sorted(WITH_BODY):
            some = [one for one in requests if one.kind == kind]
            tasks.append(Task(f"{_OURS}, {kind}", _checks(some, validator), units=len(some)))
        for peer in peers:
            some = requests[: others.FEW] if peer.is_slow else requests
            tasks.append(Task(f"{peer.name}, body alone", _judges(some, peer.verdicts), units=len(some)))
        results.append(
            Result(
                title=f"Pre-flight: {len(requests)} requests, {title}",
                unit="µs per request",
                figures=interleaved(tasks, rounds=options.rounds),
                floors=[task.name for task in tasks if task.name in {_OURS, _SEND, _REQUEST}],
                limits={_OURS: Limit(limit)},
                left_out=left_out,
            )
        )
    return results


class _Request(NamedTuple):
    """What a client has in its hands before it sends."""

    kind: str
    method: str
    url: str
    headers: dict[str, str]
    body: Any
    expected: list[str]

    @classmethod
    def of(cls, made: Made) -> _Request:
        """The request of an exchange, with the paths that a report has to name."""
        sent = made.line["request"]
        expected = [] if made.fault is None else [made.fault.path]
        return cls(made.kind, sent["method"], sent["url"], sent["headers"], json.loads(sent["body"]), expected)


def verify(requests: Sequence[_Request], validator: Validator) -> None:
    """Hold every report against the fault that was planted."""
    for kind, method, url, headers, body, expected in requests:
        report = validator.check_request(method, url, headers=headers, json=body)
        if [finding.json_key for finding in report.findings] != expected:
            raise AssertionError(f"a request of kind {kind} is not judged as it was made")


def _checks(requests: Sequence[_Request], validator: Validator) -> Callable[[], None]:
    check = validator.check_request

    def checks() -> None:
        for _, method, url, headers, body, _ in requests:
            check(method, url, headers=headers, json=body)

    return checks


def _judges(requests: Sequence[_Request], verdicts: Mapping[str, Verdict]) -> Callable[[], None]:
    pairs = [(verdicts[request.kind], request.body) for request in requests]

    def judges() -> None:
        for verdict, body in pairs:
            verdict(body)

    return judges


def _sends(requests: Sequence[_Request], left_out: dict[str, str]) -> list[Task]:
    """The yardsticks: what the call of a client costs that is judged, with and without making its request ready."""
    try:
        from requests import Request

        import canned
    except ImportError:
        left_out[_SEND] = "because requests is not installed"
        return []
    session = canned.session()
    prepared = [
        session.prepare_request(Request(one.method, one.url, headers=one.headers, json=one.body)) for one in requests
    ]

    def sends() -> None:
        for request in prepared:
            session.send(request)

    def calls() -> None:
        for one in requests:
            session.request(one.method, one.url, headers=one.headers, json=one.body)

    return [Task(_SEND, sends, units=len(requests)), Task(_REQUEST, calls, units=len(requests))]
