"""The host is not a known SalesIQ server.

## What it does

It compares the host of the URL with the documented servers of all data centres and with the hosts that you add.
If the host is an accounts server, which only issues tokens, the hint says so.
In a recording, traffic to other hosts is counted and skipped, unless the host looks like a misspelt SalesIQ server.
Before a request is sent, every host is checked.

## Why it matters

A request to the wrong host fails in ways that look like a network or token problem.

## SalesIQ's answer

None: SalesIQ never gets the request.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.uk/api/v2/northwind-desk/departments"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.eu/api/v2/northwind-desk/departments"}}
```

## Options

`--server HOST` adds a host of your own, such as a test server or a gateway.

## How sure we are

Inferred: the pages list six servers, but others exist, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, Severity, UrlFaultKind, fix_of_host

CODE = "SIQ101"
SEVERITY = Severity.WARNING


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.UNKNOWN_SERVER):
        fix = fix_of_host(call.request.url, call.context.router)
        yield Fault("url", "the host is not a documented SalesIQ server", fault.basis, hint=fault.hint, fix=fix)
