"""The URL has no screen name.

## What it does

It reports a URL that has the resource where the screen name belongs, and a URL that ends before the resource.
If the rest of the path leads to an operation, the request is checked as that operation, so that you see its other
mistakes as well.
`/api/v2/portals` and `/api/v2/encryptions` need no screen name.

## Why it matters

The documentation itself names this mistake as the cause of "Invalid URL".

## SalesIQ's answer

`1006 Invalid URL`. Also possible: 1005.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/departments"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/portals"}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind, fix_of_url

CODE = "SIQ105"
PREDICTS = (1006,)


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.MISSING_SCREEN_NAME):
        yield Fault(
            "url",
            "the URL has no screen name",
            fault.basis,
            code=1006,
            alternatives=(1005,),
            hint=fault.hint,
            fix=fix_of_url(call.request.method, call.route),
        )
