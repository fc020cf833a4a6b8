"""A success envelope lacks url or object.

## What it does

It reports an answer with `data` that has no `url` or no `object`.
Answers of the first version of the API, and of calls that are shown without an envelope, need neither.

## Why it matters

A mock that leaves them out lets code pass that real answers would break.

## SalesIQ's answer

Not what was recorded: a success carries `url`, `object` and `data`.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"data": []}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.response_body import may_be_bare
from salesiq_validate.keypath import KeyPath

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ503"
NAME: Final = "missing-envelope-key"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    answer = case.answer
    if not isinstance(answer, dict) or "data" not in answer or "error" in answer or may_be_bare(case):
        return
    for key in ("url", "object"):
        if key not in answer:
            yield Fault("envelope", "a success envelope needs this key", path=KeyPath((key,)))
