"""A key of an inbound message has a value that SalesIQ does not send.

## What it does

It checks types and listed values: handlers, events, the parts of the envelope.
An event that no page names is a warning, because Zoho adds events.

## Why it matters

A receiver that waits for an event under a wrong name never gets it.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"entity_type": "conversation", "org_id": "10", "event": "conversation.finished", "entity_id": "900200", "attempt": 1, "version": "1", "app_id": "5", "entity": {"id": "900200", "opened_time": "1700000000000"}}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"entity_type": "conversation", "org_id": "10", "event": "conversation.created", "entity_id": "900200", "attempt": 1, "version": "1", "app_id": "5", "entity": {"id": "900200", "opened_time": "1700000000000"}}}}
```

## How sure we are

Types are documented or shown; lists of events may grow, so a new name is only a warning.

## Source

https://help.zoho.com/portal/en/kb/salesiq-2-0/admin-guide/webhooks/articles/webhooksinsalesiq
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation
from salesiq_validate.rules.inbound.value import fault_of_value

CODE = "SIQ803"
STATUS = "preview"
EXPLAINS = (Meaning.WRONG_TYPE, Meaning.UNUSABLE)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of_value(violation, is_ours=False)
