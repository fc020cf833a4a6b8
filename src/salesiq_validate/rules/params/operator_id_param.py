"""The parameter is not an operator id.

## What it does

It reports values without the form of an operator id, in parameters and form fields that take one.
It cannot tell whether a well-formed id belongs to an operator of the portal.

## Why it matters

SalesIQ refuses e-mail addresses and names, although it is clear which operator they mean.

## SalesIQ's answer

`1024 Invalid Operator id/s`. Also possible: 1011, 1007, 1020.

## Example that fails

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123/operators?ids=ada@example.com"}}
```

## Example that passes

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123/operators?ids=104000000000456,104000000000789"}}
```

## How sure we are

The code is documented; the form of the ids is shown in the examples of the pages.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ305"
PREDICTS = (1024,)
EXPLAINS = (Meaning.OPERATOR_ID,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "the parameter does not look like an operator id", 1024, 1011, 1007, 1020)
