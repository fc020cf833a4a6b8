"""No operation of the API uses this method.

## What it does

It reports a method that no documented operation uses, whatever the path: PATCH, HEAD, and methods in lower case.
PATCH is checked as the PUT of the same path, because that is what it means.

## Why it matters

Clients of other APIs change records with PATCH, but SalesIQ documents only PUT.

## SalesIQ's answer

`1010 Invalid Method.` Also possible: 1004.

## Example that fails

```jsonl
{"request": {"method": "PATCH", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}}
```

## How sure we are

Inferred, so this is a warning: the overview describes 1004 and 1010 by their names only.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind, fix_of_url

CODE = "SIQ111"
PREDICTS = (1010,)


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.UNKNOWN_METHOD):
        yield Fault(
            "url",
            "no operation of the API uses this method",
            fault.basis,
            code=1010,
            alternatives=(1004,),
            hint=fault.hint,
            fix=fix_of_url(call.request.method, call.route),
        )
