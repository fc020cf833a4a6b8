"""The path is documented, but not with this method.

## What it does

It reports a method that other paths have and this path does not, and names the methods of this path.
If the path has only one of POST and PUT, a request with the other one is checked as that one.
The exception is a PUT to a collection, because it may have lost an id instead.

## Why it matters

Several lists can be read but not posted to, and updates use PUT.

## SalesIQ's answer

`1004 Invalid Request Type.` Also possible: 1010, 1006.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}}
```

## How sure we are

Inferred, so this is a warning: many pages do not print the method, and no page lists what a path cannot do.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind, fix_of_url

CODE = "SIQ110"
PREDICTS = (1004,)


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.WRONG_METHOD):
        yield Fault(
            "url",
            "the path is documented, but not with this method",
            fault.basis,
            code=1004,
            alternatives=(1010, 1006),
            hint=fault.hint,
            fix=fix_of_url(call.request.method, call.route),
        )
