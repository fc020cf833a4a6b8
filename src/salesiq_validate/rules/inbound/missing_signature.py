r"""The request has no signature, although you gave public keys to verify one.

## What it does

If you give public keys, it requires the header `x-siqsignature`.

## Why it matters

Anybody can send requests to a receiver that accepts them without a signature.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "body": "{\"handler\": \"trigger\", \"org_id\": \"10\", \"request\": {\"id\": \"r-1\"}, \"visitor\": {\"channel\": \"Website\"}}"}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json", "x-siqsignature": "dzNv/T6Bdiys4wUsjgyli2gqiZ53ZmJplIwY5btWflkvwLGnrjSKKLWBXzbbQ7Ga0KjldUVP5L00xWrlnkBC82OU7srqTZiX2Ir7TpsbeywLhd2uc+1Tsa7nwiTkpwXvRzDOEQs2xwS2b2iDhr2sj4CiWVUB9nEzSfFqzK2q1+o="}, "body": "{\"handler\": \"trigger\", \"org_id\": \"10\", \"request\": {\"id\": \"r-1\"}, \"visitor\": {\"channel\": \"Website\"}}"}}
```

## Options

```sh
--public-key portal.pem
```

```text
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7t9243f9rC40sgmj3XrT/Khz9JN+Tsf6Bp7QR2HhJVMZBeX0EPselcpXQoc+NLSxTQOSG9uIvyjfMNLuAHepzsorZo0x0LiJ4hcqf4rGtq+NlcszT1+vvovUdpSLcNj9lR6fKtBrvs81FqyFe2p+p8tLNGW8I7Gsu/EwRVqPXBQIDAQAB
```

## How sure we are

Documented for webhooks with the setting Secure your webhook.

## Source

https://www.zoho.com/salesiq/help/developer-section/zobot-webhook-authentication-2.0.html
"""

from __future__ import annotations

from salesiq_validate.contract.inbound import SIGNATURE_HEADER
from salesiq_validate.rules.api import Call, Fault, Iterator, Plan, header_value

CODE = "SIQ821"
STATUS = "preview"


def fires(plan: Plan) -> bool:
    return plan.context.verify_signature is not None


def check(call: Call) -> Iterator[Fault]:
    if call.request.method == "HEAD":
        return  # checks whether the URL exists, and has nothing to sign
    if header_value(call.request.headers, SIGNATURE_HEADER) is None and not call.may_lack(SIGNATURE_HEADER):
        yield Fault(
            "header",
            "the signature is absent",
            header=SIGNATURE_HEADER,
            hint="switch on Secure your webhook in SalesIQ",
        )
