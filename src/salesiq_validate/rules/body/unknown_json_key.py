"""A key of the JSON body is not documented.

## What it does

It reports keys that the operation's page does not list, at any depth, and suggests the listed key that was most likely
meant.
If we have not read a page completely, it reports only well-known wrong names for a listed key.
It does not show the key itself, which may be as private as a value.

## Why it matters

SalesIQ most likely ignores a misspelt optional key, and nobody notices.

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

Inferred because no page mentions the key, so this is a warning.

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
