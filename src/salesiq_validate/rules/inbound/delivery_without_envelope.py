"""The body is an entity without the envelope of a delivery.

## What it does

It recognises the keys of conversations, operators and departments.
Live deliveries have them under `entity`, next to `event` and `entity_type`.

## Why it matters

Some pages show the entity alone.
A receiver that follows these pages finds none of its keys in a live delivery.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"id": "900200", "visitor_conversation_id": "ad433", "end_time": "1700000100000", "status": "Closed"}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"entity_type": "conversation", "org_id": "10", "event": "conversation.created", "entity_id": "900200", "attempt": 1, "version": "1", "app_id": "5", "entity": {"id": "900200", "opened_time": "1700000000000"}}}}
```

## How sure we are

Inferred: pages and live deliveries differ, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/workflows-module-conversation.html
"""

from __future__ import annotations

from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, KeyPath, Severity

CODE = "SIQ805"
SEVERITY = Severity.WARNING
STATUS = "preview"


def check(call: Call) -> Iterator[Fault]:
    if inbound_contract().is_bare_entity(call.body.document):
        yield Fault(
            "body",
            "this is an entity without the envelope of a delivery",
            Basis.INFERRED,
            path=KeyPath(("entity",)),
            hint='wrap it: {"entity_type": ..., "event": ..., "entity_id": ..., "entity": {...}}',
        )
