"""A key of the JSON body is not documented.

## What it does

It reports keys that the operation's page does not list, at any depth, with the nearest listed one or with what a
well-known invention most likely meant.
Where a page was not seen whole, it reports only well-known inventions that stand for a listed name.
The name itself is not shown: it may be as private as a value.

## Why it matters

A misspelt optional key is most likely ignored, and nobody is told.

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

Inferred from silence, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.schema_faults import Meaning
from salesiq_validate.judging.wording import body_fault

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.fault import Fault
    from salesiq_validate.judging.schema_faults import SchemaFault

CODE: Final = "SIQ408"
NAME: Final = "unknown-json-key"
SEVERITY: Final = Severity.WARNING
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"
EXPLAINS: Final = (Meaning.UNLISTED,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return body_fault(case, fault, "the key is not documented here", None, 1015, 1011)
