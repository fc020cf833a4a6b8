"""The signature is malformed, or does not match the body.

## What it does

It checks that a signature is the Base64 text of an RSA signature of 128 bytes or more.
If you give public keys, it also verifies the signature over the bytes of the body.

## Why it matters

Somebody changed the request on its way, SalesIQ did not send it, or the receiver verifies another text than the one
that SalesIQ signed.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json", "x-siqsignature": "5d41402abc4b2a76b9719d911017c592"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json", "x-siqsignature": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}}
```

## How sure we are

The algorithm and the encoding are documented.
The padding (PKCS #1 v1.5) and the use of the raw body are inferred from code that verifies signatures.

## Source

https://www.zoho.com/salesiq/help/developer-section/zobot-webhook-authentication-2.0.html
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from salesiq_validate.contract.inbound import SIGNATURE_HEADER
from salesiq_validate.rules.api import Call, Fault, Iterator, header_value

CODE = "SIQ822"
STATUS = "preview"

#: An RSA key of 1024 bits, the shortest that anybody uses.
_FEWEST_BYTES: Final = 128


def check(call: Call) -> Iterator[Fault]:
    signature = header_value(call.request.headers, SIGNATURE_HEADER)
    if signature is None:
        return
    if not _has_the_form(signature):
        yield Fault("header", "this is not the Base64 text of an RSA signature", header=SIGNATURE_HEADER)
        return
    verify, body = call.context.verify_signature, call.request.body
    if verify is not None and isinstance(body, bytes) and not verify(body, signature):
        yield Fault(
            "header",
            "the signature does not match the body with any of the public keys",
            header=SIGNATURE_HEADER,
            hint="verify the bytes as you received them, before you decode them, with the keys of this portal",
        )


def _has_the_form(signature: str) -> bool:
    try:
        return len(base64.b64decode(signature.strip(), validate=True)) >= _FEWEST_BYTES
    except (binascii.Error, ValueError):
        return False
