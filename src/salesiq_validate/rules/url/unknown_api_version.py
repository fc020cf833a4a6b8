"""The URL is not in a documented version of the API.

## What it does

It reports a path under `/api/` with a version that is not documented, a path that does not belong to the API, and a URL
that cannot be read: one without a scheme or host, or with a port that is not a number.
If the rest of the path leads to an operation of the current version, the request is checked as that operation.

## Why it matters

Most often somebody guessed the version, or the HTTP client got only a part of the URL.

## SalesIQ's answer

`1006 Invalid URL`.

## Example that fails

```jsonl
{"id": "a version that does not exist", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v9/northwind-desk/departments"}}
{"id": "no version", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/northwind-desk/departments"}}
{"id": "not of the API", "request": {"method": "GET", "url": "https://salesiq.zoho.com/northwind-desk/departments"}}
{"id": "no server", "request": {"method": "GET", "url": "/api/v2/northwind-desk/departments"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v3/northwind-desk/visitors"}}
```

## How sure we are

Documented: the API has the prefixes `/api/v1`, `/api/v2`, `/api/v3`, `/api/visitor/v1` and `/visitor/v2`.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind, fix_of_url

CODE = "SIQ104"
PREDICTS = (1006,)


_MESSAGES = {
    UrlFaultKind.UNKNOWN_VERSION: "this version of the API is not documented",
    UrlFaultKind.NO_API_PREFIX: "the path does not belong to the API",
    UrlFaultKind.UNREADABLE: "the URL cannot be read",
}


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(*_MESSAGES):
        fix = fix_of_url(call.request.method, call.route)
        yield Fault("url", _MESSAGES[fault.kind], fault.basis, code=1006, hint=fault.hint, fix=fix)
