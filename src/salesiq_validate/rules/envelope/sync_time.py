"""The answer has sync_time, which is documented only for lists.

## What it does

It reports `sync_time` in a successful answer whose `data` is not a list, or whose method is not GET.

## Why it matters

Code keeps this time for its next list request, and must not take it from another answer.

## SalesIQ's answer

`sync_time` is documented for lists that a GET request asked for.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments/104000000000123", "object": "department", "data": {"id": "104000000000123"}, "sync_time": "1795000000000"}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": [], "sync_time": "1795000000000"}}}
```

## How sure we are

Documented, but examples on other pages contradict it, so the severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath, Severity
from salesiq_validate.rules.envelope.expected import is_list_get

CODE = "SIQ509"
SEVERITY = Severity.INFO


def check(answer: Answer) -> Iterator[Fault]:
    envelope = answer.document
    if not isinstance(envelope, dict) or "sync_time" not in envelope or "data" not in envelope:
        return
    if not is_list_get(answer):
        yield Fault(
            "envelope",
            "sync_time is documented only for lists that a GET request asked for",
            path=KeyPath(("sync_time",)),
        )
