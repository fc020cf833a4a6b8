"""The HTTP status is not 200, which the overview documents for success and failure.

## What it does

It reports any other status.

## Why it matters

Real answers have been seen with other statuses, so code must not rely on either: what tells a refusal is `error`.

## SalesIQ's answer

Documented is HTTP 200, whatever the outcome.

## Example that fails

```jsonl
{"response": {"status": 400, "json": {"error": {"code": 1006, "message": "Invalid URL"}}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}}}
```

## How sure we are

Documented, and not kept by the servers, so its severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ508"
NAME: Final = "http-status"
SEVERITY: Final = Severity.INFO
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    if case.response is not None and case.response.status not in (200, None):
        yield Fault("status", f"the HTTP status is {case.response.status}; 200 is documented for every answer")
