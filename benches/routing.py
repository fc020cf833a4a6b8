"""Routing: one look-up of a URL among thirty operations and among all of them.

python benches/run.py routing
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from measuring import Task, interleaved
from options import Options
from result import Result
from salesiq_validate.contract import all_operations
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers

_URL = "https://salesiq.zoho.com/api/v2/northwind-desk/departments/{}/operators"
_FEW = ("departments", "operators", "trigger_rules")


def measure(options: Options) -> list[Result]:
    """Return one table; every look-up has a different URL, so none comes from a cache."""
    some = Router([found for found in all_operations() if found.resource in _FEW], Servers.load())
    every = Router(all_operations(), Servers.load())
    calls = 200 if options.quick else 2000
    tasks = [
        Task(f"among {len(router.operations)} operations", _look_up(router, calls), units=calls)
        for router in (some, every)
    ]
    return [
        Result(
            title="Routing",
            unit="µs per look-up",
            figures=interleaved(tasks, rounds=options.rounds),
            floors=(tasks[0].name,),
            ours=tuple(task.name for task in tasks),
        )
    ]


def _look_up(router: Router, calls: int) -> Callable[[], None]:
    ids = count(100000000000001)

    def look_up() -> None:
        for _ in range(calls):
            router.route("PUT", _URL.format(next(ids)))

    return look_up
