"""The answer carries an error code that no list holds.

## What it does

It reports a refusal whose code is neither on the overview page nor on the page of an operation, nor known from public
client code.

## Why it matters

The code is new, or a mock made it up.

## SalesIQ's answer

The code that was recorded.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"error": {"code": 1999, "message": "No such thing"}}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"error": {"code": 1019, "message": "Invalid Resource"}}}}
```

## Options

An extension file (`--extend`) adds codes.

## How sure we are

The lists are known not to be complete, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.keypath import KeyPath

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ510"
NAME: Final = "unknown-code"
SEVERITY: Final = Severity.WARNING
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    refusal = case.refusal
    code = refusal.get("code") if refusal is not None else None
    if type(code) is int and code not in case.context.errors:
        yield Fault("envelope", "this error code is in no published list", path=KeyPath(("error", "code")))
