"""The bot's answer lacks a key.

## What it does

An answer has `replies`, but for the action `context`, and a card has its mandatory keys.
An absent `action` is a warning: a table calls it mandatory, and examples of Zoho's leave it out.

## Why it matters

SalesIQ shows nothing of such an answer to the visitor, or an error of its own, and the bot seems to be dead.

## SalesIQ's answer

None: this is about what SalesIQ sends, and what is answered to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"reply": "We open at nine."}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented, but for keys that tables demand and examples leave out.

## Source

https://www.zoho.com/salesiq/help/developer-section/deluge-object-reference-responses.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ812"
STATUS = "preview"
EXPLAINS = (Meaning.MISSING,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "a bot's answer needs this key", None)
