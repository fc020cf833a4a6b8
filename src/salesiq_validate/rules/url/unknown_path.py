"""This path is not documented, although its resource is.

## What it does

It reports an undocumented path under a documented resource.
It says which segment is not documented, and names the documented call that was most likely meant, or the nearest ones.
If the meaning is clear (`POST /operators/{id}/online` means `PUT /operators/{operator_id}/status`), the request is
checked as that call in the same run, and all that depends on this guess is a warning at most.

## Why it matters

Developers often compose paths by analogy (`/departments/{id}/disabled`), but SalesIQ's paths are not regular.

## SalesIQ's answer

`1006 Invalid URL`. Also possible: 1004, 1005, 1010, 1019.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123/members"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}}
```

## Options

An extension file (`--extend`) adds paths of your own.

## How sure we are

Inferred because no page mentions the path, so this is a warning: a page may be missing.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind, fix_of_url

CODE = "SIQ109"
PREDICTS = (1006,)


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.UNKNOWN_PATH):
        yield Fault(
            "url",
            f"{fault.place or 'this path'} is not documented",
            fault.basis,
            code=1006,
            alternatives=(1004, 1005, 1010, 1019),
            hint=fault.hint,
            fix=fix_of_url(call.request.method, call.route),
        )
