"""The answer holds both data and error.

## What it does

It reports an answer that has both `data` and `error` at its top.

## Why it matters

Client code tells success from refusal by which of the two is there, because the HTTP status is 200 for both.

## SalesIQ's answer

Not what was recorded: an answer is a success or a refusal.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": [], "error": {"code": 1006, "message": "Invalid URL"}}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}}}
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
from salesiq_validate.judging.fault import Fault
from salesiq_validate.keypath import KeyPath

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ502"
NAME: Final = "data-and-error"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    if isinstance(case.answer, dict) and "data" in case.answer and "error" in case.answer:
        yield Fault("envelope", "the answer holds both data and error", path=KeyPath())
