"""The body of an inbound message is not a JSON object.

## What it does

It checks that a delivery or a request to a bot is a JSON object, as SalesIQ sends it.

## Why it matters

A test that sends anything else tests a request that SalesIQ never sends.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "body": "handler=message"}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented for deliveries; inferred for bots, whose page has only tables of keys.

## Source

https://help.zoho.com/portal/en/kb/salesiq-2-0/admin-guide/webhooks/articles/webhooksinsalesiq
"""

from __future__ import annotations

from salesiq_validate.rules.api import NOTHING, Call, Fault, Iterator, KeyPath, shape_of

CODE = "SIQ801"
STATUS = "preview"


def check(call: Call) -> Iterator[Fault]:
    document = call.body.document
    if not call.has_body or isinstance(document, dict):
        return
    shape = None if document is NOTHING else shape_of(document)
    yield Fault("body", "this is not a JSON object, as SalesIQ sends it", path=KeyPath(), shape=shape)
