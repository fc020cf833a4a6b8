"""A success says inside that part of it failed.

## What it does

It reports a success whose data list ids that could not be handled, such as `failed_tag_ids` of the call that attaches
tags.

## Why it matters

Code that looks for `error` alone takes it for a full success.

## SalesIQ's answer

The success itself: HTTP 200 with `data`.

## Example that fails

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/tags", "json": {"ids": ["104000000000777"]}}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/conversations/104000000000321/tags", "object": "tag_ids_list", "data": {"failed_tag_ids": ["104000000000777"], "associated_tags": []}}}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/tags", "json": {"ids": ["104000000000777"]}}, "response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/conversations/104000000000321/tags", "object": "tag_ids_list", "data": {"failed_tag_ids": [], "associated_tags": [{"id": "104000000000777"}]}}}}
```

## How sure we are

Shown: the page's example answer has the list.

## Source

https://www.zoho.com/salesiq/help/developer-section/add-tags-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.shapes import shape_of

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.plan import OperationPlan

CODE: Final = "SIQ706"
NAME: Final = "partial-failure"
SEVERITY: Final = Severity.WARNING
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "preview"
SINCE: Final = "0.1"


def fires(plan: OperationPlan) -> bool:
    return bool(plan.failure_keys)


def check(case: Case) -> Iterator[Fault]:
    if case.plan is None or not isinstance(case.answer, dict) or not isinstance(case.answer.get("data"), dict):
        return
    for key in case.plan.failure_keys:
        failed = case.answer["data"].get(key)
        if failed:
            yield Fault(
                "envelope",
                "the answer is a success, but part of the request failed",
                Basis.EXAMPLE,
                path=KeyPath(("data", key)),
                shape=shape_of(failed),
            )
