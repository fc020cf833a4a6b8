"""A HEAD request to the URL of a bot or webhook is not answered with 200.

## What it does

SalesIQ asks so whether the URL works, before it takes it.

## Why it matters

A webhook whose URL does not answer cannot be created or updated.

## SalesIQ's answer

None: this is about what SalesIQ sends, and what is answered to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "HEAD", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "body": null}, "response": {"status": 405, "headers": {"Content-Type": "application/json"}, "body": null}}
```

## Example that passes

```jsonl
{"direction": "inbound", "response": {"status": 200, "headers": {}, "body": null}, "request": {"method": "HEAD", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "body": null}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/create-webhook-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Fault, Iterator, Severity

CODE = "SIQ832"
SEVERITY = Severity.WARNING
STATUS = "preview"


def check(answer: Answer) -> Iterator[Fault]:
    if answer.method == "HEAD" and answer.response.status not in (200, None):
        yield Fault("status", f"HEAD is answered with {answer.response.status}, and SalesIQ wants 200")
