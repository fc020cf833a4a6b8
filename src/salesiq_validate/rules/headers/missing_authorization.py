"""The Authorization header is absent.

## What it does

It reports a request without an Authorization header, or with an empty one.
It reports nothing if the recorder may have dropped the header: in a line without `headers`, in a filtered cassette, and
in a HAR file from a browser.

## Why it matters

No documented call of the API works without a token.

## SalesIQ's answer

`1002 Invalid authorization header.`

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Accept": "*/*"}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}}}
{"id": "headers not recorded", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator
from salesiq_validate.rules.headers.authorization import fix_of_header

CODE = "SIQ201"
PREDICTS = (1002,)


def check(call: Call) -> Iterator[Fault]:
    if (call.authorization is None or not call.authorization.strip()) and not call.may_lack("authorization"):
        yield Fault(
            "header",
            "the Authorization header is absent",
            header="Authorization",
            code=1002,
            hint=f"send Authorization: {call.context.router.servers.authorization.scheme} <access token>",
            fix=fix_of_header("", call.context.router.servers.authorization),
        )
