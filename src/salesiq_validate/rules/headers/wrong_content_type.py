r"""The operation does not accept this Content-Type.

## What it does

It compares the media type of a request that has a body with the media types that the operation accepts.
Parameters such as `charset` and the case of letters do not count.
It skips requests without a body, and operations that take none.

## Why it matters

If you pass a body as text, many HTTP libraries send `application/x-www-form-urlencoded` or `text/plain` by default.

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
That SalesIQ does not accept other media types that stand for JSON (`text/json`, `application/vnd.api+json`) is
inferred, so these are warnings.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.decode.media_type import parse
from salesiq_validate.rules.api import KINDS, Basis, Call, Fault, Iterator, Plan
from salesiq_validate.rules.headers.content_type import fix_of_content_type

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
        f"{'no operation of this API accepts' if is_nowhere else 'the operation does not accept'} this Content-Type",
        basis,
        header="Content-Type",
        code=1054,
        hint=f"send {' or '.join(plan.media_types or ['application/json'])}",
        fix=fix_of_content_type(call),
    )
