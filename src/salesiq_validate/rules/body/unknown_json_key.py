"""A key of the JSON body is not documented.

## What it does

It reports keys that the operation's page does not list, at any depth, with the nearest listed one or with what a
well-known invention most likely meant.
Where a page was not seen whole, it reports only well-known inventions that stand for a listed name.
The name itself is not shown: it may be as private as a value.

## Why it matters

A misspelt optional key is most likely ignored, and nobody is told.

## SalesIQ's answer

None: such a key is most likely ignored. Also possible: 1015, 1011.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"], "is_publik": true}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"], "is_public": true}}}
```

## How sure we are

Inferred from silence, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, Severity, fault_of

CODE = "SIQ408"
SEVERITY = Severity.WARNING
EXPLAINS = (Meaning.UNLISTED,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "the key is not documented here", None, 1015, 1011)
