"""The key does not accept this value.

## What it does

It reports values of the right type that are not on the list, outside their range, too long or too short, or not of the
documented form, with their paths.

## Why it matters

SalesIQ refuses the whole request, with all its other changes.

## SalesIQ's answer

`1015 Either the input stream is invalid or absent`, with the path of the value in `json_key`.
Also possible: 1007, 1011.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"], "is_public": "maybe"}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"], "is_public": true}}}
```

## Options

A schema in an extension file may give another error code for its violation (`x-salesiq-error`).

## How sure we are

As sure as the operation's file is about the list, range or form.
The code is documented; some real answers used 1011 for keys of a JSON body as well.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, constraint_in_words, fault_of

CODE = "SIQ404"
PREDICTS = (1015,)
EXPLAINS = (Meaning.UNUSABLE,)


def explain(violation: SchemaViolation) -> Fault:
    code = 1015 if violation.code is None else violation.code
    others = tuple(other for other in (1015, 1007, 1011) if other != code)
    return fault_of(violation, f"the value is {constraint_in_words(violation)}", code, *others)
