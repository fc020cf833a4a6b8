"""A key that SalesIQ always sends, but that few bots read, is absent from a request to a bot.

## What it does

It checks the keys that pages call mandatory for each handler: `org_id`, `request`, and for `message` also `operation` and `attachments`.
SIQ802 reports keys that every bot needs, such as `message`.

## Why it matters

Most likely the request is made up for a test; with all keys, the test is closer to reality.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented, but the severity is info, because nothing goes wrong without these keys.

## Source

https://www.zoho.com/salesiq/help/developer-section/zobot-webhook-request-response-format.html
"""

from __future__ import annotations

from salesiq_validate.contract.inbound import inbound_contract
from salesiq_validate.rules.api import Call, Fault, Iterator, KeyPath, Severity

CODE = "SIQ807"
SEVERITY = Severity.INFO
STATUS = "preview"


def check(call: Call) -> Iterator[Fault]:
    for name in inbound_contract().lacking(call.body.document):
        yield Fault("body", "SalesIQ always sends this key, but it is absent", path=KeyPath((name,)))
