"""A key that SalesIQ always sends is absent.

## What it does

It compares a delivery with the documented envelope (`entity_type`, `event`, `entity` and so on), and a request to a bot
with the keys of its handler.

## Why it matters

If you test a receiver with such a body, it may rely on keys that do not exist and miss the real ones.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"visitor_question": "When do you open?"}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

The keys of handlers are documented.
The pages state some keys of the envelope and only show the others, whose absence is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/zobot-webhook-request-response-format.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ802"
STATUS = "preview"
EXPLAINS = (Meaning.MISSING,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "SalesIQ always sends this key, but it is absent", None, is_ours=False)
