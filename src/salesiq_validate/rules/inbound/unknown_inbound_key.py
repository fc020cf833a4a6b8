"""No page lists this key of an inbound message.

## What it does

It reports keys at the top of a delivery or of a request to a bot that no page shows and no public code was seen with.

## Why it matters

Most often such a body was made up. SalesIQ may also have begun to send something new: then tell us.

## SalesIQ's answer

None: this is about what SalesIQ sends, and what is answered to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": [], "question": "When do you open?"}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Inferred from silence, so an info.

## Source

https://www.zoho.com/salesiq/help/developer-section/zobot-webhook-request-response-format.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, Severity, fault_of

CODE = "SIQ804"
SEVERITY = Severity.INFO
STATUS = "preview"
EXPLAINS = (Meaning.UNLISTED,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "the key is not documented for this message", None)
