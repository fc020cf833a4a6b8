"""A card lets the visitor choose more options than it has.

## What it does

It compares `max_selection` of a card with the number of its options.

## Why it matters

The page limits it to the number of options; nobody knows what SalesIQ does with more.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["Choose"], "input": {"type": "multiple-select", "options": ["A", "B"], "max_selection": "3"}}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["Choose"], "input": {"type": "multiple-select", "options": ["A", "B", "C"], "max_selection": "3"}}}}
```

## How sure we are

It is documented for the multiple select card, and inferred for the drop-down.

## Source

https://www.zoho.com/salesiq/help/developer-section/msazure-input-cards-multiple-select-2.0.html
"""

from __future__ import annotations

import re
from typing import Final

from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath, Severity

CODE = "SIQ817"
SEVERITY = Severity.WARNING
STATUS = "preview"

#: As many digits as an option's number may have.
_NUMBER: Final = re.compile(r"[0-9]{1,6}")


def check(answer: Answer) -> Iterator[Fault]:
    document = answer.document
    card = document.get("input") if isinstance(document, dict) else None
    if not isinstance(card, dict):
        return
    most, options = card.get("max_selection"), card.get("options")
    number = int(most) if isinstance(most, str) and _NUMBER.fullmatch(most) else most
    if isinstance(number, int) and isinstance(options, list) and number > len(options):
        message = f"the card has only {len(options)} options to choose from"
        yield Fault("body", message, path=KeyPath(("input", "max_selection")))
