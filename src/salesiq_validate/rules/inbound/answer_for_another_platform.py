"""The bot's answer has the form of another platform.

## What it does

It recognises the wrapper of Watson (`user_defined.zohosalesiq`), the wrapper of Azure (`channelData.zohosalesiq`), the
messages of Dialogflow, and lists with braces, as Deluge writes them.

## Why it matters

On the webhook platform, a bot answers with JSON and without a wrapper.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"channelData": {"zohosalesiq": {"action": "reply", "replies": ["Hello"]}}}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented: the pages of these platforms show their wrappers.

## Source

https://www.zoho.com/salesiq/help/developer-section/deluge-object-reference-responses.html
"""

from __future__ import annotations

from typing import Final

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath, Severity

CODE = "SIQ816"
SEVERITY = Severity.WARNING
STATUS = "preview"

#: The key around the answer, and whose it is.
_WRAPPERS: Final = {
    "user_defined": "IBM Watson",
    "channelData": "Microsoft Azure",
    "fulfillmentMessages": "Dialogflow",
    "fulfillmentText": "Dialogflow",
}


def check(answer: Answer) -> Iterator[Fault]:
    document = answer.document
    if isinstance(document, dict):
        for key, platform in _WRAPPERS.items():
            if key in document:
                message = (
                    f"this is the form of {platform}; on the webhook platform, action and replies are at the top level"
                )
                yield Fault("body", message, path=KeyPath((key,)))
        return
    body = answer.response.body
    if body is not UNRECORDED and isinstance(body, bytes) and body.lstrip().startswith(b"{") and b":{" in _dense(body):
        message = "this looks like Deluge, which writes lists with braces; JSON writes them with brackets"
        yield Fault("body", message, path=KeyPath())


def _dense(body: bytes) -> bytes:
    """Return the beginning of a body without blanks."""
    return b"".join(body[:4_096].split())
