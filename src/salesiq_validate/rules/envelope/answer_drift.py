"""The data of a success are not as the operation's page shows them.

## What it does

It compares the types of the fields in `data` with those of the page's example answer.
Descriptions are lenient: a scalar may be any scalar or null, and keys may be absent or new.

## Why it matters

A field that became a list breaks the code that reads it.

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

Inferred from one example answer a page, so its severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.wording import types_in_words
from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.shapes import shape_of

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.plan import OperationPlan

CODE: Final = "SIQ513"
NAME: Final = "answer-drift"
SEVERITY: Final = Severity.INFO
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "preview"
SINCE: Final = "0.1"


def fires(plan: OperationPlan) -> bool:
    return plan.data is not None


def check(case: Case) -> Iterator[Fault]:
    described = case.plan.data if case.plan is not None else None
    answer = case.answer
    if described is None or not isinstance(answer, dict) or "error" in answer:
        return
    if not isinstance(answer.get("data"), (dict, list, str)):  # what else it is, is the envelope's fault
        return
    for violation in described.judge.violations(answer["data"]):
        path = KeyPath(("data", *violation.pointer))
        message = "the value is not what the page shows"
        shape = None
        if violation.keyword == "type":
            message = f"the page shows {types_in_words(violation.detail)} here"
        if violation.keyword == "required":
            message = "the page shows this key, and it is absent"
        else:
            shape = shape_of(path.resolve(answer))
        yield Fault("envelope", message, Basis.INFERRED, path=path, shape=shape)
