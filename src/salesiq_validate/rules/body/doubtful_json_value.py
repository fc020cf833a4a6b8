"""The value does not look like the values in the documentation.

## What it does

It warns of values that are possible but most likely a mistake:
- a text that is not an e-mail address, URL, IP address, colour, UUID, language, country or time zone, in a key that
takes one
- a time in seconds if the API counts milliseconds, or the other way round
- a value that is not on a list which may be incomplete

## Why it matters

SalesIQ may accept such a value and show it to visitors.

## SalesIQ's answer

None that is documented. Also possible: 1015, 1007, 1011.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/operators", "json": {"email_id": "ada", "role": "Associate", "departments": ["104000000000123"], "is_monitored": true}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/operators", "json": {"email_id": "ada@example.com", "role": "Associate", "departments": ["104000000000123"], "is_monitored": true}}}
```

## How sure we are

Inferred from the look of the value, so the severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, Severity, advice, fault_of

CODE = "SIQ414"
SEVERITY = Severity.INFO
STATUS = "preview"
EXPLAINS = (Meaning.ADVISED,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, advice(violation.schema), None, 1015, 1007, 1011)
