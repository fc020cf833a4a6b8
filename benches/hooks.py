"""Hooks: calls with requests to an adapter that answers at once, with and without the project's hook.

python benches/run.py hooks
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from exchanges import WITH_BODY
from measuring import Task, interleaved
from options import Options
from result import Limit, Result

if TYPE_CHECKING:
    import requests

_SEND, _POST = "Session.send", "Session.post"
_HOOKED_SEND, _HOOKED_POST = f"{_SEND}, hooked", f"{_POST}, hooked"
#: How many different bodies there are, so that none is in the processor's caches, as for a user.
_CALLS = 300


def measure(options: Options) -> list[Result]:
    """Return a table for each kind of call; the difference is the cost of judging for the caller."""
    of_corpus = [made.line["request"] for made in options.valid if made.kind in WITH_BODY][:_CALLS]
    first = of_corpus[0]
    numbers = range(len(of_corpus))
    without = [{**first, "method": "GET", "url": f"{first['url']}/{100000000000100 + number}"} for number in numbers]
    small = [{"name": f"Billing {number}", "operators": ["100000000000104"]} for number in numbers]
    return [
        _table("no body", [{**one, "body": None} for one in without], options, at_most=1.08),
        _table("small bodies", [{**first, "body": json.dumps(body)} for body in small], options, at_most=1.08),
        _table("bodies of the corpus", of_corpus, options, at_most=1.22),
        _table("the same body again and again", [first] * len(of_corpus), options, at_most=1.22),
    ]


def _table(kind: str, sent: Sequence[dict[str, Any]], options: Options, *, at_most: float) -> Result:
    size = sum(len(one["body"] or "") for one in sent) // len(sent)
    title, unit = f"Hooks: calls with {kind}, {size} bytes, answered at once", "µs per call"
    try:
        import requests

        import canned
    except ImportError:
        return Result(title=title, unit=unit, figures={}, left_out={_SEND: "because requests is not installed"})
    from salesiq_validate.clients.hook import Hook
    from salesiq_validate.clients.requests import install

    plain, hooked = canned.session(), canned.session()
    install(hooked, Hook())
    calls = [(one["method"], one["url"], one["headers"], json.loads(one["body"] or "null")) for one in sent]
    prepared = [
        plain.prepare_request(requests.Request(method, url, headers=headers, json=body))
        for method, url, headers, body in calls
    ]

    def sends(session: requests.Session) -> Callable[[], None]:
        def send() -> None:
            for request in prepared:
                session.send(request)

        return send

    def posts(session: requests.Session) -> Callable[[], None]:
        def post() -> None:
            for method, url, headers, body in calls:
                session.request(method, url, headers=headers, json=body)

        return post

    tasks = {_SEND: sends(plain), _HOOKED_SEND: sends(hooked), _POST: posts(plain), _HOOKED_POST: posts(hooked)}
    return Result(
        title=title,
        unit=unit,
        figures=interleaved([Task(name, run, units=len(sent)) for name, run in tasks.items()], rounds=options.rounds),
        floors=(_SEND, _POST),
        ours=(_HOOKED_SEND, _HOOKED_POST),
        limits={_HOOKED_SEND: [Limit(at_most, times=_SEND)]},
    )
