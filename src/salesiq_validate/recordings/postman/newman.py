"""newman's JSON report (`newman run -r json`): every request that it sent, with the answer that it received.

    {"collection": {...}, "environment": {...}, "run": {"executions": [
        {"item": {...}, "request": {"method": "GET", "url": {...}, "header": [...], "body": {...}},
         "response": {"code": 200, "header": [...], "stream": {"type": "Buffer", "data": [123, 125]}}}]}}

The requests are written as in a collection, with their variables filled in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.recordings.message import read_objects
from salesiq_validate.recordings.postman.example import SavedRequest
from salesiq_validate.recordings.postman.variables import Variables
from salesiq_validate.recordings.stream.json_array import ArrayReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesiq_validate.exchange import Origin
    from salesiq_validate.recordings.entry import Entry
    from salesiq_validate.recordings.form import Reading

_PATH: Final = (frozenset({b"run"}), frozenset({b"executions"}))


def read_executions(text: bytes, reading: Reading) -> Iterator[Entry]:
    """Read the requests that newman sent in a run."""
    variables = Variables(reading.variables)

    def entries(origin: Origin, item: dict[str, Any]) -> Iterator[Entry]:
        sent = SavedRequest(item.get("request"), variables, None)
        return sent.entries(_answer(item.get("response")), origin, reading)

    steps = ArrayReader(iter([text]), _PATH, longest=reading.limits.max_line_bytes)
    return read_objects(steps, "execution", entries, reading)


def _answer(got: Any) -> Any:
    """Return an answer in the shape of a collection; the report stores its body as a Node.js buffer."""
    stream = got.get("stream") if isinstance(got, dict) else None
    data = stream.get("data") if isinstance(stream, dict) else None
    if not isinstance(data, list):
        return got
    try:
        return {**got, "body": bytes(data).decode()}
    except (ValueError, TypeError):
        # These are not bytes, or not the bytes of a text.
        return {**got, "body": 0}
