"""SalesIQ cannot call a bot at a URL with a port.

## What it does

It checks the URL at which SalesIQ called a bot.

## Why it matters

The server of SalesIQ cannot connect to such a URL, so the bot works only in tests.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com:8443/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/zobot-webhook-authentication-2.0.html
"""

from __future__ import annotations

import re
from typing import Final

from salesiq_validate.rules.api import Call, Fault, Iterator, Severity

CODE = "SIQ831"
SEVERITY = Severity.WARNING
STATUS = "preview"

#: A host that others can reach has a name with a dot.
_WITH_PORT: Final = re.compile(r"https?://([^/?#:]+\.[^/?#:]+):[0-9]+(?:[/?#]|$)")
#: Where a developer tries things out.
_LOCAL: Final = re.compile(
    r"127\.|10\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|.*\.(?:internal|local|localhost|test)$"
)


def check(call: Call) -> Iterator[Fault]:
    # HEAD goes to webhooks as well, of which no page says it.
    found = None if call.request.method == "HEAD" else _WITH_PORT.match(call.request.url)
    if found is not None and not _LOCAL.match(found[1]):
        yield Fault(
            "url", "SalesIQ cannot connect to a URL with a port", hint="listen on port 443, or use a proxy that does"
        )
