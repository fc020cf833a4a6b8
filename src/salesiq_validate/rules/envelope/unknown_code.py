"""The error code is not documented.

## What it does

It reports a refusal whose code is neither on the overview page, nor on the page of an operation, nor in public client
code.

## Why it matters

Either the code is new, or a mock made it up.

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

The lists of codes are known to be incomplete, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath, Severity

CODE = "SIQ510"
SEVERITY = Severity.WARNING


def check(answer: Answer) -> Iterator[Fault]:
    refusal = answer.refusal
    code = refusal.get("code") if refusal is not None else None
    if type(code) is int and code not in answer.context.errors:
        yield Fault("envelope", "this error code is not documented", path=KeyPath(("error", "code")))
