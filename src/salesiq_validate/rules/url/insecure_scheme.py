"""The URL does not begin with https.

## What it does

It reports any scheme other than `https`, except for hosts that you add yourself.

## Why it matters

Every request carries the access token in a header, and without TLS anybody on the way can read it.

## SalesIQ's answer

None that is documented.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "http://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## Options

`--server HOST` names a test server of your own, which may use plain HTTP.

## How sure we are

Shown: every URL in the documentation begins with `https://`, but no page says that it must.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Edit, Fault, Fix, Iterator, UrlFaultKind

CODE = "SIQ103"


def check(call: Call) -> Iterator[Fault]:
    for _ in call.url_faults(UrlFaultKind.INSECURE_SCHEME):
        yield Fault(
            "url",
            "the scheme is not https, so anybody on the way can read the token",
            Basis.EXAMPLE,
            hint="use https://",
            fix=Fix((Edit("use-https"),)),
        )
