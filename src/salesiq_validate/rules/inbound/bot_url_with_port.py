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

_WITH_PORT: Final = re.compile(r"https?://[^/?#]*:[0-9]+(?:[/?#]|$)")
#: Where a developer tries things out.
_LOCAL: Final = re.compile(r"https?://(?:localhost|127\.|\[::1\]|testserver)")


def check(call: Call) -> Iterator[Fault]:
    url = call.request.url
    if _WITH_PORT.match(url) and not _LOCAL.match(url):
        yield Fault(
            "url", "SalesIQ cannot connect to a URL with a port", hint="listen on port 443, or use a proxy that does"
        )
