"""A value of the JSON body does not look like what the pages show.

## What it does

It advises on values that are possible and most likely not meant: a text that is no e-mail address, URL, IP address,
colour, UUID, language, country or time zone where one belongs, a time in seconds where the API counts milliseconds (or
the other way round), and a value that is missing from a list that may not be complete.

## Why it matters

SalesIQ may take such a value and show it to visitors.

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

Inferred: it judges looks, so its severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.advisories import advice
from salesiq_validate.judging.schema_faults import Meaning
from salesiq_validate.judging.wording import body_fault

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.fault import Fault
    from salesiq_validate.judging.schema_faults import SchemaFault

CODE: Final = "SIQ414"
NAME: Final = "doubtful-json-value"
SEVERITY: Final = Severity.INFO
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "preview"
SINCE: Final = "0.1"
EXPLAINS: Final = (Meaning.ADVISED,)


def explain(case: Case, fault: SchemaFault) -> Fault:
    return body_fault(case, fault, advice(fault.schema), None, 1015, 1007, 1011)
