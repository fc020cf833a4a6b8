"""A value of the JSON body has the wrong data type.

## What it does

It reports every value whose JSON type the key does not accept, with its path.
Booleans and numbers often travel as strings; if the pages or public client code do so, both forms are accepted.
`null` is a type of its own: it is not a way to leave out a key.

## Why it matters

When a data model changes, clients send an object instead of a string, or one id instead of a list.

## SalesIQ's answer

`1007 Invalid datatypes found in params`, with the path of the value in `json_key`. Also possible: 1015, 1011.
For a body that is not an object, `1015 Either the input stream is invalid or absent`; also possible: 1007, 1011.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": "104000000000456"}}}
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": []}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"]}}}
```

## How sure we are

As sure as the operation's file is about the type: many pages show a type without stating it, and some do neither.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Fault, Meaning, SchemaViolation, fault_of, types_in_words

CODE = "SIQ403"
PREDICTS = (1007, 1015)
EXPLAINS = (Meaning.WRONG_TYPE,)


def explain(violation: SchemaViolation) -> Fault:
    message = f"expected {types_in_words(violation.detail)}, got {violation.shape}"
    if violation.path.segments:
        return fault_of(violation, message, 1007, 1015, 1011)
    return fault_of(violation, message, 1015, 1007, 1011)
