"""A value of the JSON body is none that the key can have.

## What it does

It reports values of the right type that are none of the listed ones, outside their range, too long or too short, or not
of the documented form, with their paths.

## Why it matters

The request is refused as a whole, whatever else it would have changed.

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

A schema in an extension file may name another code for its violation (`x-salesiq-error`).

## How sure we are

As sure as the operation's file is about the list, range or form.
The code is documented; real answers were seen to use 1011 for keys of a JSON body, too.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.schema_faults import Meaning
from salesiq_validate.judging.wording import body_fault, constraint_in_words

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.fault import Fault
    from salesiq_validate.judging.schema_faults import SchemaFault

CODE: Final = "SIQ404"
NAME: Final = "unusable-json-value"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final = (1015,)
STATUS: Final = "stable"
SINCE: Final = "0.1"
EXPLAINS: Final = (Meaning.UNUSABLE,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    code = 1015 if fault.code is None else fault.code
    others = tuple(other for other in (1015, 1007, 1011) if other != code)
    return body_fault(case, fault, f"the value is {constraint_in_words(fault)}", code, *others)
