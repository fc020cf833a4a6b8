"""The answer took longer than SalesIQ waits.

## What it does

It compares the time that an answer took in the recording with 5 seconds.

## Why it matters

If a bot answers later, SalesIQ drops the answer; it sends a late delivery again, up to three times.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"seconds": 7.2, "direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## Example that passes

```jsonl
{"seconds": 0.2, "direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented for deliveries; for bots, one copy of the page says 5 seconds and another says 10.

## Source

https://www.zoho.com/salesiq/help/developer-section/failure-list-webhook-v2.html
"""

from __future__ import annotations

from typing import Final

from salesiq_validate.rules.api import Answer, Fault, Iterator, Severity

CODE = "SIQ833"
SEVERITY = Severity.WARNING
STATUS = "preview"

#: Seconds that SalesIQ waits for an answer.
_LONGEST: Final = 5


def check(answer: Answer) -> Iterator[Fault]:
    if answer.seconds is not None and answer.seconds > _LONGEST:
        yield Fault(
            "status",
            f"the answer took longer than the {_LONGEST} seconds that SalesIQ waits",
            hint="answer at once and work afterwards; a bot answers pending, and sends the rest by the callback API",
        )
