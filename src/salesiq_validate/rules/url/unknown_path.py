"""No such path is documented under a resource that exists.

## What it does

It reports a path below a known resource that no operation has, says which segment is not documented, and names the
documented call that was most likely meant, or the nearest ones.
Where that is plain (`POST /operators/{id}/online` means `PUT /operators/{operator_id}/status`), the request is judged as
that call in the same run, and what rests on that guess is a warning at most.

## Why it matters

Paths are often composed by analogy (`/departments/{id}/disabled`), and SalesIQ's are not regular.

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

An extension file (`--extend`) adds paths of one's own.

## How sure we are

Inferred from silence, so this is a warning: a page may be missing.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind

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
        )
