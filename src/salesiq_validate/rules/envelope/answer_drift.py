"""The data of a successful answer differ from the operation's page.

## What it does

It compares the types of the fields in `data` with the example answer on the page.
The comparison is lenient: a scalar may be any scalar or null, and keys may be absent or new.

## Why it matters

If a field becomes a list, the code that reads it breaks.

## SalesIQ's answer

The success that was recorded.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments/104000000000123", "object": "department", "data": {"id": "104000000000123", "operators": "104000000000456"}}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments/104000000000123", "object": "department", "data": {"id": "104000000000123", "operators": ["104000000000456"]}}}}
```

## How sure we are

Inferred from one example answer on each page, so the severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import (
    Answer,
    Basis,
    Fault,
    Iterator,
    KeyPath,
    Plan,
    Severity,
    shape_of,
    types_in_words,
)

CODE = "SIQ513"
SEVERITY = Severity.INFO
STATUS = "preview"


def fires(plan: Plan) -> bool:
    return plan.data is not None


def check(answer: Answer) -> Iterator[Fault]:
    described = answer.plan.data
    envelope = answer.document
    if described is None or not isinstance(envelope, dict) or "error" in envelope:
        return
    if not isinstance(envelope.get("data"), (dict, list, str)):  # what else it is, is the envelope's fault
        return
    for violation, count in described.judge.counted(envelope["data"], answer.context.limits.max_findings):
        path = KeyPath(("data", *violation.pointer))
        message = "the value is not what the page shows"
        shape = None
        if violation.keyword == "type":
            message = f"the page shows {types_in_words(violation.detail)} here"
        if violation.keyword == "required":
            message = "the page shows this key, and it is absent"
        else:
            shape = shape_of(path.resolve(envelope))
        yield Fault("envelope", message, Basis.INFERRED, path=path, shape=shape, count=count)
