"""The answer to a delivery makes SalesIQ deliver the event again.

## What it does

It checks the status of a receiver's answer to a delivery: SalesIQ counts 300 and above as failure.
If you give public keys, 401 and 403 are right for a request whose signature is missing or wrong.

## Why it matters

SalesIQ delivers the event again after a minute, three times, and then lists it as failed.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"entity_type": "conversation", "org_id": "10", "event": "conversation.created", "entity_id": "900200", "attempt": 1, "version": "1", "app_id": "5", "entity": {"id": "900200", "opened_time": "1700000000000"}}}, "response": {"status": 500, "headers": {}, "body": null}}
```

## Example that passes

```jsonl
{"direction": "inbound", "response": {"status": 200, "headers": {}, "body": null}, "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"entity_type": "conversation", "org_id": "10", "event": "conversation.created", "entity_id": "900200", "attempt": 1, "version": "1", "app_id": "5", "entity": {"id": "900200", "opened_time": "1700000000000"}}}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/failure-list-webhook-v2.html
"""

from __future__ import annotations

from typing import Final

from salesiq_validate.rules.api import Answer, Fault, Iterator, Severity

CODE = "SIQ834"
SEVERITY = Severity.WARNING
STATUS = "preview"

_REFUSALS: Final = frozenset({401, 403})


def check(answer: Answer) -> Iterator[Fault]:
    status = answer.response.status
    call = answer.call
    if status is None or status < 300 or call is None or call.request.method == "HEAD":
        return
    # Messages with a handler have rules of their own.
    if "handler" not in call.top_level("body") and not (status in _REFUSALS and call.is_forged):
        yield Fault(
            "status", f"SalesIQ counts a delivery with the status {status} as failed; answer with one below 300"
        )
