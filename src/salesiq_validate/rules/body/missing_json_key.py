"""A required key is absent from the JSON body.

## What it does

It reports every mandatory key that is absent, each on its own path, at any depth.

## Why it matters

SalesIQ names one key per answer, so it refuses a request with three mistakes three times.

## SalesIQ's answer

`1015 Either the input stream is invalid or absent`, with the path of the absent key in `json_key`.
Also possible: 1011, 1031.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing"}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"]}}}
```

## How sure we are

Documented if the page calls the key mandatory; if that was concluded from examples, this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ402"
PREDICTS = (1015,)
EXPLAINS = (Meaning.MISSING,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "a required key is absent", 1015, 1011, 1031)
