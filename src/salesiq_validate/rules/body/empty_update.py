"""An update changes nothing.

## What it does

It reports an empty JSON object as the body of an operation whose keys are all optional.

## Why it matters

A form that sends only changed fields sends this when nothing has changed.

## SalesIQ's answer

`1031 Insufficient data`. Also possible: 1015, 1011.

## Example that fails

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "json": {}}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "json": {"name": "Billing"}}}
```

## How sure we are

Inferred from the meaning of the code, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, KeyPath, Plan

CODE = "SIQ407"
PREDICTS = (1031,)


def fires(plan: Plan) -> bool:
    return plan.is_update


def check(call: Call) -> Iterator[Fault]:
    if call.body.kind == "json" and call.body.document == {} and not call.body.problems:
        yield Fault(
            "body",
            "the update has no keys, so it changes nothing",
            Basis.INFERRED,
            path=KeyPath(),
            shape="an empty object",
            code=1031,
            alternatives=(1015, 1011),
        )
