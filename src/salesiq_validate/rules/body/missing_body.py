"""The operation needs a body, but none was sent.

## What it does

It reports a request without a body, or with an empty one, to an operation that needs one.
It skips a body that was not recorded.
If the path is documented with another method only, it reports nothing, because nobody knows which call was meant.

## Why it matters

Some clients silently drop a body that you pass under the wrong name, or with GET.

## SalesIQ's answer

`1015 Either the input stream is invalid or absent`, without `json_key`. Also possible: 1011, 1031.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "body": null}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"]}}}
{"id": "body not recorded", "request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## How sure we are

The code is documented for an absent body.
That the operation needs a body follows from its mandatory keys; if it has none, this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import UNRECORDED, Call, Fault, Iterator, Plan, UrlFaultKind

CODE = "SIQ401"
PREDICTS = (1015,)


def fires(plan: Plan) -> bool:
    return plan.body_required


def check(call: Call) -> Iterator[Fault]:
    if call.has_body or call.request.body is UNRECORDED or call.operation is None:
        return
    if any(call.url_faults(UrlFaultKind.WRONG_METHOD)):
        return
    yield Fault(
        "body",
        "the operation needs a body, but none was sent",
        call.operation.basis_of("body"),
        code=1015,
        alternatives=(1011, 1031),
    )
