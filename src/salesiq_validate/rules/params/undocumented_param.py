"""The operation does not document this parameter or form field.

## What it does

It reports names that the operation's page does not list, in the query, a form or a multipart body, and suggests the
nearest listed name.
If we have not read a page completely, it reports only well-known wrong names for a listed one.

## Why it matters

SalesIQ most likely ignores a misspelt filter, and nobody notices.

## SalesIQ's answer

None: such a parameter is most likely ignored. Also possible: 1011.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/calls?per_page=50"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/calls?limit=50"}}
```

## How sure we are

Inferred because no page mentions the name, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, Severity, fault_of

CODE = "SIQ304"
SEVERITY = Severity.WARNING
EXPLAINS = (Meaning.UNLISTED,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "the parameter is not documented for this operation", None, 1011)
