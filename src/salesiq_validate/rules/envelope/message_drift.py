"""The message of a known error code differs from the documentation.

## What it does

It compares the message of a refusal with the documented messages of its code.
Case, blanks at the ends and a full stop do not count.
It does not show the message, which may repeat a value.

## Why it matters

Code that compares messages instead of codes breaks, and the code may have a new meaning.

## SalesIQ's answer

The message that was recorded.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"error": {"code": 1019, "message": "Nothing found"}}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"error": {"code": 1019, "message": "invalid resource."}}}}
```

## How sure we are

Documented, but known to vary, so the severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.contract.errors import UNKNOWN_MESSAGE
from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath, Severity

CODE = "SIQ511"
SEVERITY = Severity.INFO


def check(answer: Answer) -> Iterator[Fault]:
    refusal = answer.refusal
    if refusal is None:
        return
    code, message = refusal.get("code"), refusal.get("message")
    entry = answer.context.errors.get(code) if type(code) is int else None
    if entry is None or entry.message == UNKNOWN_MESSAGE:
        return
    if isinstance(message, str) and not entry.says(message):
        yield Fault(
            "envelope",
            "the message differs from the documented message of this code",
            path=KeyPath(("error", "message")),
            hint=f"the documented message is: {entry.message}",
        )
