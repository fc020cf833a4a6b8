"""The operation belongs to an older version of the API.

## What it does

It names calls of `/api/v1`, whose pages remain and whose answers have no envelope, and the call that replaces each.

## Why it matters

Newer versions have another form and other ids, so what is built on the old one is built twice.

## SalesIQ's answer

None: the calls are documented to work.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v1/northwind-desk/chats"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations"}}
```

## How sure we are

Documented that there are newer versions; no page says when the old one ends, so it is a warning and no error.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-chat-info.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, Plan, Severity

CODE = "SIQ704"
SEVERITY = Severity.WARNING
STATUS = "preview"


def fires(plan: Plan) -> bool:
    return plan.is_deprecated


def check(call: Call) -> Iterator[Fault]:
    if call.operation is None or not call.plan.is_deprecated:
        return
    router = call.context.router
    newer = router.by_id(call.operation.document.get("x-salesiq-replaced-by", ""))
    place = f"the current one is under {router.servers.main.prefix}/"
    hint = place if newer is None else f"the call of the current one is {newer.method} {newer.path}"
    yield Fault("url", "this belongs to an older version of the API", hint=hint)
