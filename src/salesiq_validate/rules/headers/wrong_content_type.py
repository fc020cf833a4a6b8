r"""The Content-Type is not what the operation reads.

## What it does

It compares the media type of a request that has a body with those that the operation takes.
Parameters such as `charset` and the case of letters do not count.
Requests without a body, and operations that take none, are not judged.

## Why it matters

HTTP libraries write `application/x-www-form-urlencoded` or `text/plain` on their own when a body is passed as text.

## SalesIQ's answer

`1054 Invalid header value`, with `Content-Type` in `header`.

## Example that fails

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "headers": {"Content-Type": "text/plain"}, "body": "{\"name\": \"Billing\"}"}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json; charset=utf-8"}, "body": "{\"name\": \"Billing\"}"}}
```

## How sure we are

Documented.
Media types that mean JSON to many servers (`text/json`, `application/vnd.api+json`) are inferred to be wrong, and
warnings.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.decode.media_type import parse
from salesiq_validate.rules.api import KINDS, Basis, Call, Fault, Iterator, Plan

CODE = "SIQ205"
PREDICTS = (1054,)


def fires(plan: Plan) -> bool:
    return bool(plan.bodies) or plan.operation is None


def check(call: Call) -> Iterator[Fault]:
    plan = call.plan
    is_nowhere = plan.operation is None
    if is_nowhere and not call.route.faults:
        return
    if call.content_type is None or not call.has_body:
        return
    media = parse(call.content_type)
    if media is not None and (str(media) in KINDS if is_nowhere else KINDS.get(str(media)) in plan.bodies):
        return
    # +json and text/json are JSON to many servers; whether to this one, no page says.
    basis = Basis.INFERRED if is_nowhere or (media is not None and media.is_json) else Basis.DOCUMENTED
    yield Fault(
        "header",
        f"the Content-Type is none that {'a call of this API' if is_nowhere else 'the operation'} reads",
        basis,
        header="Content-Type",
        code=1054,
        hint=f"send {' or '.join(plan.media_types or ['application/json'])}",
    )
