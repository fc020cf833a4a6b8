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

from salesiq_validate.rules.api import (
    Basis,
    Fault,
    Meaning,
    SchemaViolation,
    constraint_in_words,
    fault_of,
    types_in_words,
)

CODE = "SIQ803"
STATUS = "preview"
EXPLAINS = (Meaning.WRONG_TYPE, Meaning.UNUSABLE)


def explain(violation: SchemaViolation) -> Fault:
    # What a page only shows is not an error.
    basis = Basis.INFERRED if violation.basis is Basis.EXAMPLE else violation.basis
    if violation.meaning is Meaning.WRONG_TYPE:
        expected = types_in_words(violation.detail)
        message = f"SalesIQ sends {expected}, not {violation.shape}"
        return fault_of(violation, message, None, basis=basis, is_ours=False)
    message = f"the value is {constraint_in_words(violation)}"
    return fault_of(violation, message, None, basis=basis, is_ours=False)
