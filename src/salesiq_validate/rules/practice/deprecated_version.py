"""The operation belongs to an older version of the API.

## What it does

It names calls of `/api/v1`, and the call that replaces each.
The pages of `/api/v1` still exist; its answers have no envelope.

## Why it matters

Newer versions have another form and other ids, so you would have to write the code again.

## SalesIQ's answer

None: these calls are documented to work.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v1/northwind-desk/chats"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations"}}
```

## How sure we are

It is documented that there are newer versions.
No page says when the old one ends, so this is a warning.

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
    place = f"the current version is under {router.servers.main.prefix}/"
    hint = place if newer is None else f"in the current version, call {newer.method} {newer.path}"
    yield Fault("url", "this belongs to an older version of the API", hint=hint)
