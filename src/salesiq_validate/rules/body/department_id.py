"""The value is not a department id.

## What it does

It reports values without the form of a department id, in keys that take one, with their paths.
It cannot tell whether a well-formed id belongs to a department of the portal.

## Why it matters

SalesIQ refuses the name of a department, although it is clear which department it means.

## SalesIQ's answer

`1025 Invalid Department IDs`. Also possible: 1015, 1007, 1011.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/operators", "json": {"email_id": "ada@example.com", "role": "Associate", "departments": ["Billing"], "is_monitored": true}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/operators", "json": {"email_id": "ada@example.com", "role": "Associate", "departments": ["104000000000123"], "is_monitored": true}}}
```

## How sure we are

The code is documented; the form of the ids is shown in the examples of the pages.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ406"
PREDICTS = (1025,)
EXPLAINS = (Meaning.DEPARTMENT_ID,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "the value does not look like a department id", 1025, 1015, 1007, 1011)
