"""A key of the bot's answer is not documented.

## What it does

It names undocumented keys at the top level of an answer, in replies and in cards, such as `responses`, `messages`, or
`value` instead of `text`.

## Why it matters

SalesIQ ignores keys that it does not know, so visitors never see their content.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."], "messages": ["Hello"]}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Inferred because no page mentions the key, so the severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/deluge-object-reference-responses.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, Severity, fault_of

CODE = "SIQ814"
SEVERITY = Severity.INFO
STATUS = "preview"
EXPLAINS = (Meaning.UNLISTED,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "the key is not documented for a bot's answer", None)
