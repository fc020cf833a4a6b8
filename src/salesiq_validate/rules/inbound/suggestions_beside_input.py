"""SalesIQ ignores suggestions in an answer with an input card.

## What it does

It reports `suggestions` in an answer that also has `input`.

## Why it matters

The visitor never sees the suggestions.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["Choose"], "input": {"type": "select", "options": ["A", "B"]}, "suggestions": ["Back"]}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-guides/input-cards-responses.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath, Severity

CODE = "SIQ815"
SEVERITY = Severity.WARNING
STATUS = "preview"


def check(answer: Answer) -> Iterator[Fault]:
    document = answer.document
    if isinstance(document, dict) and document.get("suggestions") and document.get("input"):
        yield Fault(
            "body", "SalesIQ ignores suggestions if the answer also has an input card", path=KeyPath(("suggestions",))
        )
