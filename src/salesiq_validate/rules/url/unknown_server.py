"""The host is no known server of SalesIQ.

## What it does

It compares the host of the URL with the documented servers of all data centres and with the hosts that the caller adds.
A host of the accounts servers, which only give tokens, is told apart in the hint.
In a recording, traffic to other hosts is counted and left out before it comes here, unless the host looks like a
misspelt SalesIQ server; before a request is sent, every host is judged.

## Why it matters

A request to the wrong host fails in ways that look like a network or token problem.

## SalesIQ's answer

None: SalesIQ never sees the request.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.uk/api/v2/northwind-desk/departments"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.eu/api/v2/northwind-desk/departments"}}
```

## Options

`--server HOST` adds a host of one's own: a test server, a gateway.

## How sure we are

Inferred: the pages list six servers and others exist, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, Severity, UrlFaultKind

CODE = "SIQ101"
SEVERITY = Severity.WARNING


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.UNKNOWN_SERVER):
        yield Fault("url", "the host is none of SalesIQ's documented servers", fault.basis, hint=fault.hint)
