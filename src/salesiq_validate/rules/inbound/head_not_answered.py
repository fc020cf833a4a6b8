"""The URL of a bot or webhook does not answer a HEAD request with 200.

## What it does

It checks the answer to the HEAD request with which SalesIQ tests a URL before it accepts it.

## Why it matters

You cannot create or update a webhook whose URL does not answer.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

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
        yield Fault("status", f"the answer to HEAD is {answer.response.status}, but SalesIQ expects 200")
