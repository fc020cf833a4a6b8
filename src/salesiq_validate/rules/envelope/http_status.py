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

from salesiq_validate.rules.api import Answer, Fault, Iterator, Severity

CODE = "SIQ508"
SEVERITY = Severity.INFO


def check(answer: Answer) -> Iterator[Fault]:
    if answer.response.status not in (200, None):
        yield Fault("status", f"the HTTP status is {answer.response.status}; 200 is documented for every answer")
