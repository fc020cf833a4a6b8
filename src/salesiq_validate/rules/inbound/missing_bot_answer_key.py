"""A key is missing from the bot's answer.

## What it does

It checks that an answer has `replies`, except for the action `context`, and that a card has its mandatory keys.
An absent `action` is a warning: a table calls it mandatory, but Zoho's examples omit it.

## Why it matters

SalesIQ shows the visitor nothing, or an error of its own, and the bot seems to be dead.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"reply": "We open at nine."}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented, except for keys that tables require and examples omit.

## Source

https://www.zoho.com/salesiq/help/developer-section/deluge-object-reference-responses.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ812"
STATUS = "preview"
EXPLAINS = (Meaning.MISSING,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "a bot's answer must have this key", None)
