"""The envelope of a delivery does not match its event or its entity.

## What it does

It compares `entity_type` with the first word of the event, and `entity_id` with the `id` of the entity.

## Why it matters

A receiver that uses one of them does the wrong thing with such a body.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"entity_type": "conversation", "org_id": "10", "event": "operator.updated", "entity_id": "900200", "attempt": 1, "version": "1", "app_id": "5", "entity": {"id": "900200", "opened_time": "1700000000000"}}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"entity_type": "conversation", "org_id": "10", "event": "conversation.created", "entity_id": "900200", "attempt": 1, "version": "1", "app_id": "5", "entity": {"id": "900200", "opened_time": "1700000000000"}}}}
```

## How sure we are

Inferred from every example and every live delivery that we have seen.

## Source

https://help.zoho.com/portal/en/kb/salesiq-2-0/admin-guide/webhooks/articles/webhooksinsalesiq
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, KeyPath, Severity

CODE = "SIQ806"
SEVERITY = Severity.WARNING
STATUS = "preview"


def check(call: Call) -> Iterator[Fault]:
    body = call.body.document
    if not isinstance(body, dict):
        return
    event, kind = body.get("event"), body.get("entity_type")
    if isinstance(event, str) and isinstance(kind, str) and event.partition(".")[0] != kind:
        message = "the entity_type is not the first word of the event"
        yield Fault("body", message, Basis.INFERRED, path=KeyPath(("entity_type",)))
    entity, known = body.get("entity"), body.get("entity_id")
    own = entity.get("id") if isinstance(entity, dict) else None
    if isinstance(own, (str, int)) and isinstance(known, (str, int)) and str(own) != str(known):
        message = "the entity_id is not the id of the entity"
        yield Fault("body", message, Basis.INFERRED, path=KeyPath(("entity_id",)))
