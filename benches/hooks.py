"""Hooks: `requests.Session.send` into an adapter that answers at once, with and without the project's hook.

python benches/run.py hooks
"""

from __future__ import annotations

import json
from collections.abc import Callable

import corpus
from exchanges import WITH_BODY
from measuring import Task, interleaved
from options import Options
from result import Result

_PLAIN, _HOOKED = "Session.send", "Session.send, hooked"


def measure(options: Options) -> list[Result]:
    """One table; the difference is what judging a request and its answer costs a caller."""
    try:
        import requests

        import canned
    except ImportError:
        return [Result(title="Hooks", unit="µs per call", figures={}, left_out={_PLAIN: "requests is not installed"})]
    from salesiq_validate.clients.hook import Hook
    from salesiq_validate.clients.requests import install

    plain, hooked = canned.session(), canned.session()
    install(hooked, Hook(validator=corpus.validator()))
    sent = [made.line["request"] for made in options.valid if made.kind in WITH_BODY][:300]
    prepared = [
        plain.prepare_request(
            requests.Request(one["method"], one["url"], headers=one["headers"], json=json.loads(one["body"]))
        )
        for one in sent
    ]

    def sends(session: requests.Session) -> Callable[[], None]:
        def send() -> None:
            for request in prepared:
                session.send(request)

        return send

    tasks = [
        Task(_PLAIN, sends(plain), units=len(prepared)),
        Task(_HOOKED, sends(hooked), units=len(prepared)),
    ]
    return [
        Result(
            title="Hooks: POST with requests, answered at once",
            unit="µs per call",
            figures=interleaved(tasks, rounds=options.rounds),
            floors=(_PLAIN,),
            ours=(_HOOKED,),
        )
    ]
