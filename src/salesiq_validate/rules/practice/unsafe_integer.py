"""An id is sent as a JSON number beyond 2^53.

## What it does

It reports ids in a JSON body that are numbers greater than 9007199254740991.

## Why it matters

Many readers, such as JavaScript, store numbers as doubles and round such an id to another one, which may exist.

## SalesIQ's answer

None that is documented. Also possible: 1007, 1015.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": [104000000000000456]}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000000456"]}}}
```

## How sure we are

Inferred: with few exceptions, the pages show ids as strings.

## Source

RFC 8259, section 6.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Fault, Meaning, SchemaViolation, Severity, fault_of

CODE = "SIQ705"
SEVERITY = Severity.WARNING
STATUS = "preview"
EXPLAINS = (Meaning.UNSAFE_INTEGER,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(
        violation,
        "many JSON readers round numbers beyond 2^53; send the id as a string",
        None,
        1007,
        1015,
        basis=Basis.INFERRED,
    )
