"""The parameter or form field does not accept this value.

## What it does

It reports a value that is not on the list, outside its range, too long, or not of the documented form, in the query, a
form or a multipart body.
In a list, joined by commas or encoded as JSON, it names the element.

## Why it matters

Some servers ignore values that they do not know, but SalesIQ refuses the request.

## SalesIQ's answer

`1011 Either the request parameters are invalid or absent`, with the parameter's name in `param`.
Also possible: 1007, 1029.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations?status=opened"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations?limit=1000"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations?status=open&limit=50"}}
```

## How sure we are

As sure as the operation's file is about the list, range or form.
If a page only suggests it, the file marks it as inferred, and this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, constraint_in_words, fault_of

CODE = "SIQ302"
PREDICTS = (1011,)
EXPLAINS = (Meaning.UNUSABLE, Meaning.UNSAFE_INTEGER)


def explain(violation: SchemaViolation) -> Fault:
    code = 1011 if violation.code is None else violation.code
    return fault_of(violation, f"the parameter is {constraint_in_words(violation)}", code, 1007, 1029)
