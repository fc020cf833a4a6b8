"""The answer holds neither data nor error.

## What it does

It reports a JSON answer that is no object, or an object with neither `data` nor `error`.
It is silent for operations that are documented to answer without an envelope, and for files and pages behind a path
that is not documented.

## Why it matters

Most often a proxy, a gateway or a mock answered, and not SalesIQ.

## SalesIQ's answer

Not what was recorded: it documents an envelope for every answer.

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

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.case import NOTHING
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.response_body import speaks
from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.shapes import shape_of

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ501"
NAME: Final = "no-envelope"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    answer = case.answer
    if answer is NOTHING or not speaks(case) or (case.operation is not None and case.operation.bare_answer):
        return
    if not isinstance(answer, dict):
        yield Fault("envelope", "the answer is no JSON object", path=KeyPath(), shape=shape_of(answer))
    elif "data" not in answer and "error" not in answer:
        yield Fault(
            "envelope",
            "the answer holds neither data nor error, so it is no envelope of SalesIQ",
            path=KeyPath(),
            shape=shape_of(answer),
        )
