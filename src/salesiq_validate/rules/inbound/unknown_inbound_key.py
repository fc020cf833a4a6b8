"""A key of an inbound message is not documented.

## What it does

It reports keys at the top level of a delivery, or of a request to a bot, that no page shows and no public code uses.

## Why it matters

Most often somebody made up such a body.
If SalesIQ really sent it, the key is new: please report it to us.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": [], "question": "When do you open?"}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Inferred because no page mentions the key, so the severity is info.

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
    return fault_of(violation, "the key is not documented for this message", None, is_ours=False)
