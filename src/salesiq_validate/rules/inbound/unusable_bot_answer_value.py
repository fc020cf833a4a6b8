"""A key of the bot's answer does not accept this value.

## What it does

It checks the actions, the cards with their keys, and their limits.
Numbers and booleans may be texts, as in Zoho's examples.
Too many options, or options that are too long, are a warning, because SalesIQ cuts them.

## Why it matters

SalesIQ shows the visitor nothing, or an error of its own, and the bot seems to be dead.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "handoff", "replies": ["One moment."]}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "forward", "replies": ["One moment."]}}}
```

## How sure we are

Actions, types and limits are documented.
Zoho may add types of input cards, so an unknown one is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/deluge-object-reference-responses.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation
from salesiq_validate.rules.inbound.value import fault_of_value

CODE = "SIQ813"
STATUS = "preview"
EXPLAINS = (Meaning.WRONG_TYPE, Meaning.UNUSABLE)


def explain(violation: SchemaViolation) -> Fault:
    fault = fault_of_value(violation, is_ours=True)
    if violation.keyword == "pattern":
        fault.hint = violation.schema.get("description")
    return fault
