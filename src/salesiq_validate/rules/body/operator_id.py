"""The value is not an operator id.

## What it does

It reports values without the form of an operator id, in keys that take one, with their paths.
It cannot tell whether a well-formed id belongs to an operator of the portal.

## Why it matters

SalesIQ refuses e-mail addresses and names, although it is clear which operator they mean.

## SalesIQ's answer

`1024 Invalid Operator id/s`. Also possible: 1015, 1007, 1011, 1020.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456", "Ada"]}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"]}}}
```

## How sure we are

The code is documented; the form of the ids is shown in the examples of the pages.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ405"
PREDICTS = (1024,)
EXPLAINS = (Meaning.OPERATOR_ID,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "the value does not look like an operator id", 1024, 1015, 1007, 1011, 1020)
