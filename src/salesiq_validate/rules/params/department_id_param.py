"""The parameter is not a department id.

## What it does

It reports values without the form of a department id, in parameters and form fields that take one.
It cannot tell whether a well-formed id belongs to a department of the portal.

## Why it matters

SalesIQ refuses the name of a department, although it is clear which department it means.

## SalesIQ's answer

`1025 Invalid Department IDs`. Also possible: 1011, 1007.

## Example that fails

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/operators/104000000000456/departments?ids=Billing"}}
```

## Example that passes

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/operators/104000000000456/departments?ids=104000000000123"}}
```

## How sure we are

The code is documented; the form of the ids is shown in the examples of the pages.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ306"
PREDICTS = (1025,)
EXPLAINS = (Meaning.DEPARTMENT_ID,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "the parameter does not look like a department id", 1025, 1011, 1007)
