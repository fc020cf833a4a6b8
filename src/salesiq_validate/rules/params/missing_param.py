"""A required parameter or form field is absent.

## What it does

It reports a query parameter that the operation needs and the URL does not have, and a missing field of a form or
multipart body.
If a page also shows a parameter as a key of the body, you may send it in either place.

## Why it matters

A call that deletes records must say which; without the ids, the best outcome is a refusal.

## SalesIQ's answer

`1011 Either the request parameters are invalid or absent`, with the parameter's name in `param`.
Also possible: 1015, 1031.

## Example that fails

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123/operators"}}
```

## Example that passes

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123/operators?ids=104000000000456"}}
```

## How sure we are

As sure as the operation's page: what it calls mandatory is documented.
If the page's own example contradicts that, the operation's file marks the parameter as inferred, and this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of

CODE = "SIQ301"
PREDICTS = (1011,)
EXPLAINS = (Meaning.MISSING,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, "a required parameter is absent", 1011, 1015, 1031)
