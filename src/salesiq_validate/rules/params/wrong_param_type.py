"""A parameter or form field has the wrong data type.

## What it does

It reads a query parameter, or a field of a form or multipart body, as the documented type.
It reports a text that is not the integer, number, boolean or JSON document that it should be.

## Why it matters

In a URL every value is text, so the input of a user or an unset variable gets into it unchecked.

## SalesIQ's answer

`1007 Invalid datatypes found in params`, with the parameter's name in `param`. Also possible: 1011.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments?index=first"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments?index=21"}}
```

## How sure we are

As sure as the operation's page is about the type.
If the type was concluded from the parameter's meaning, this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of, types_in_words

CODE = "SIQ303"
PREDICTS = (1007,)
EXPLAINS = (Meaning.WRONG_TYPE,)


def explain(violation: SchemaViolation) -> Fault:
    return fault_of(violation, f"the parameter cannot be read as {types_in_words(violation.detail)}", 1007, 1011)
