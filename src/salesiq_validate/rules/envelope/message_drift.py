"""A known error code comes with another message than documented.

## What it does

It compares the message of a refusal with the documented ones of its code, but for case, blanks around it and a full
stop at its end.
The received message is not shown: it may repeat a value.

## Why it matters

Code that compares messages instead of codes breaks, and a code may have changed its meaning.

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

Documented, and known to vary, so its severity is info.

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
            "the message is not the one that is documented for this code",
            path=KeyPath(("error", "message")),
            hint=f"documented is: {entry.message}",
        )
