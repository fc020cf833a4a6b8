"""The floor: the cost of only parsing a line of Exchange JSON Lines and both bodies in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any

from measuring import Task
from salesiq_validate.decode import json_fast

#: The project's own decoder: msgspec if it is installed.
OWN = "parser alone"
ORJSON = "orjson alone"


def floors(*corpora: Sequence[bytes]) -> list[Task]:
    """Return a task for each parser: orjson if it is installed, and the project's own.

    Arguments:
        corpora: several sets of lines. Each call takes the next set, so that the floor has no more data in the
        processor's caches than the other tasks.
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
