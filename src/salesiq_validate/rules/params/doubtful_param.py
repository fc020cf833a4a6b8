"""The parameter does not look like the values in the documentation.

## What it does

It warns of values that are possible but most likely a mistake:
- a time in seconds if the API counts milliseconds, or the other way round
- a text that is not an e-mail address, URL, IP address, UUID or time zone, in a parameter that takes one
- a value that is not on a list which may be incomplete

## Why it matters

A time in seconds is a time in January 1970, so a filter by it finds everything or nothing.

## SalesIQ's answer

None that is documented. Also possible: 1011, 1007, 1029.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations?from_time=1795000000"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations?from_time=1795000000000"}}
```

## How sure we are

Inferred from the look of the value, so the severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, Severity, advice, fault_of

CODE = "SIQ307"
SEVERITY = Severity.INFO
STATUS = "preview"
EXPLAINS = (Meaning.ADVISED,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, advice(violation.schema), None, 1011, 1007, 1029)
