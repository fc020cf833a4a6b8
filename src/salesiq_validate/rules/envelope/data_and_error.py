"""The answer has both data and error.

## What it does

It reports an answer with both `data` and `error` at the top level.

## Why it matters

The HTTP status is 200 for both, so client code tells success from refusal by the key that is there.

## SalesIQ's answer

Not the recorded one: a documented answer is a success or a refusal.

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

from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath

CODE = "SIQ502"


def check(answer: Answer) -> Iterator[Fault]:
    if isinstance(answer.document, dict) and "data" in answer.document and "error" in answer.document:
        yield Fault("envelope", "the answer has both data and error", path=KeyPath())
