"""The answer has neither data nor error.

## What it does

It reports a JSON answer that is not an object, or an object with neither `data` nor `error`.
It reports nothing for operations that are documented to answer without an envelope, nor for a file or page at an
undocumented path.

## Why it matters

Most often the answer came from a proxy, a gateway or a mock, and not from SalesIQ.

## SalesIQ's answer

Not the recorded one: an envelope is documented for every answer.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "json": {"departments": []}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.contract.operation import Operation
from salesiq_validate.rules.api import NOTHING, Answer, Fault, Iterator, KeyPath, shape_of
from salesiq_validate.rules.envelope.expected import speaks

CODE = "SIQ501"


def check(answer: Answer) -> Iterator[Fault]:
    envelope = answer.document
    if envelope is NOTHING or not speaks(answer) or (answer.operation is not None and answer.operation.bare_answer):
        return
    if not isinstance(envelope, dict):
        said = "the answer is not a JSON object"
    elif "data" not in envelope and "error" not in envelope:
        said = "the answer has neither data nor error, so it is not an envelope of SalesIQ"
    else:
        return
    yield Fault("envelope", said, path=KeyPath(), shape=shape_of(envelope), hint=_example(answer.operation))


def _example(operation: Operation | None) -> str:
    """Return what right envelopes of an operation look like."""
    path = "/api/v2/{screen_name}/..." if operation is None else operation.path
    kind = "..." if operation is None or not operation.objects else operation.objects[0]
    data = "[...]" if kind == "list" else "{...}"
    return (
        f'a success is {{"url": "{path}", "object": "{kind}", "data": {data}}}, '
        'and a refusal {"error": {"code": 1006, "message": "Invalid URL"}}'
    )
