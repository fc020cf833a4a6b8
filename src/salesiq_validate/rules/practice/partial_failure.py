"""The answer is a success, but part of the request failed.

## What it does

It reports a successful answer whose data list ids that SalesIQ could not handle, such as `failed_tag_ids` of the call
that attaches tags.

## Why it matters

Code that looks only for `error` takes such an answer for a full success.

## SalesIQ's answer

A success: HTTP 200 with `data`.

## Example that fails

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/tags", "json": {"ids": ["104000000000777"]}}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/conversations/104000000000321/tags", "object": "tag_ids_list", "data": {"failed_tag_ids": ["104000000000777"], "associated_tags": []}}}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/tags", "json": {"ids": ["104000000000777"]}}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/conversations/104000000000321/tags", "object": "tag_ids_list", "data": {"failed_tag_ids": [], "associated_tags": [{"id": "104000000000777"}]}}}}
```

## How sure we are

Shown: the example answer on the page has this list.

## Source

https://www.zoho.com/salesiq/help/developer-section/add-tags-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Basis, Fault, Iterator, KeyPath, Plan, Severity, shape_of

CODE = "SIQ706"
SEVERITY = Severity.WARNING
STATUS = "preview"


def fires(plan: Plan) -> bool:
    return bool(plan.failure_keys)


def check(answer: Answer) -> Iterator[Fault]:
    if not isinstance(answer.document, dict) or not isinstance(answer.document.get("data"), dict):
        return
    for key in answer.plan.failure_keys:
        failed = answer.document["data"].get(key)
        if failed:
            yield Fault(
                "envelope",
                "the answer is a success, but part of the request failed",
                Basis.EXAMPLE,
                path=KeyPath(("data", key)),
                shape=shape_of(failed),
            )
