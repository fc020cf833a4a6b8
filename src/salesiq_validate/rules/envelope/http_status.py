"""The HTTP status is not 200, which is documented for success and failure alike.

## What it does

It reports any other status.

## Why it matters

Real answers have had other statuses, so code must not rely on the status: a refusal is an answer with `error`.

## SalesIQ's answer

HTTP 200 is documented for every answer.

## Example that fails

```jsonl
{"response": {"status": 400, "json": {"error": {"code": 1006, "message": "Invalid URL"}}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}}}
```

## How sure we are

Documented, but the servers do not keep to it, so the severity is info.

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
