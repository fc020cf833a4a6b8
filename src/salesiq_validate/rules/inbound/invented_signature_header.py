"""SalesIQ does not send this header; its signature is in x-siqsignature.

## What it does

It recognises wrong names for the header of the signature, such as `X-SalesIQ-Signature` or `X-Zoho-Signature`.

## Why it matters

A receiver that requires such a header refuses every request from SalesIQ.
An HMAC never matches either, because SalesIQ signs with RSA.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json", "X-SalesIQ-Signature": "0123"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

Documented: the header is x-siqsignature.

## Source

https://www.zoho.com/salesiq/help/developer-section/zobot-webhook-authentication-2.0.html
"""

from __future__ import annotations

import re
from typing import Final

from salesiq_validate.contract.inbound import SIGNATURE_HEADER
from salesiq_validate.rules.api import Call, Fault, Iterator

CODE = "SIQ823"
STATUS = "preview"

#: Those of cloud providers are set by what stands between SalesIQ and the receiver.
_INVENTED: Final = re.compile(r"x-(?!amz|goog|ms-)[a-z0-9-]*(?:signature|hmac)[a-z0-9-]*")


def check(call: Call) -> Iterator[Fault]:
    for name, _ in call.request.headers:
        if name.lower() != SIGNATURE_HEADER and _INVENTED.fullmatch(name.lower()):
            yield Fault(
                "header", "SalesIQ does not send this header", header=name, hint="its signature is in x-siqsignature"
            )
