r"""A request with a body has no Content-Type.

## What it does

It reports a body without a Content-Type if the operation takes a body.
It reports nothing if the recorder may have dropped the header.
Nor does it before you send a request with `json=` or `form=`, because HTTP clients add the header then.

## Why it matters

Without the header, a server has to guess how to read the body.

## SalesIQ's answer

`1054 Invalid header value`, with `Content-Type` in `header`.

## Example that fails

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}, "body": "{\"name\": \"Billing\"}"}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json"}, "body": "{\"name\": \"Billing\"}"}}
{"id": "headers not recorded", "request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "body": "{\"name\": \"Billing\"}"}}
```

## How sure we are

Inferred, so this is a warning: the page documents a wrong value, not an absent header.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, Plan, Severity
from salesiq_validate.rules.headers.content_type import fix_of_content_type

CODE = "SIQ206"
SEVERITY = Severity.WARNING
PREDICTS = (1054,)


def fires(plan: Plan) -> bool:
    return bool(plan.bodies) or plan.operation is None


def check(call: Call) -> Iterator[Fault]:
    plan = call.plan
    if plan.operation is None and not call.route.faults:
        return
    if call.content_type is not None or not call.has_body or call.may_lack("content-type"):
        return
    yield Fault(
        "header",
        "the request has a body but no Content-Type",
        Basis.INFERRED,
        header="Content-Type",
        code=1054,
        hint=f"send {' or '.join(plan.media_types or ['application/json'])}",
        fix=fix_of_content_type(call),
    )
