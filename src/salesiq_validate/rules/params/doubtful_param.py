"""A parameter does not look like what the pages show.

## What it does

It advises on values that are possible and most likely not meant: a time in seconds where the API counts milliseconds
(or the other way round), a text that is no e-mail address, URL, IP address, UUID or time zone where one belongs, and a
value that is missing from a list that may not be complete.

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

Inferred: it judges looks, so its severity is info.

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
