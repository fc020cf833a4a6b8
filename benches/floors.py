"""The floor: what parsing alone costs, of a line of Exchange JSON Lines and of both bodies in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any

from measuring import Task
from salesiq_validate.decode import json_fast

#: The project's own decoder: msgspec where that is installed.
OWN = "parser alone"
ORJSON = "orjson alone"


def floors(*corpora: Sequence[bytes]) -> list[Task]:
    """A task for each parser: orjson where it is installed, and the project's own.

    Arguments:
        corpora: lines, of which each call takes the next, so that nothing is in the processor's caches that the tasks
            beside it do not find there.
    """
    return [Task(name, _parse(loads, corpora), units=len(corpora[0])) for name, loads in parsers().items()]


def parsers() -> dict[str, Callable[[Any], Any]]:
    """The parsers by the names of their floors."""
    try:
        import orjson
    except ImportError:
        return {OWN: json_fast.loads}
    return {ORJSON: orjson.loads, OWN: json_fast.loads}


def _parse(loads: Callable[[Any], Any], corpora: Sequence[Sequence[bytes]]) -> Callable[[], None]:
    in_turn = cycle(corpora)

    def parse() -> None:
        for line in next(in_turn):
            item = loads(line)
            body = item["request"]["body"]
            if body is not None:
                loads(body)
            loads(item["response"]["body"])

    return parse
