"""The operation needs a body and none was sent.

## What it does

It reports a request without a body, or with an empty one, to an operation that needs one.
A body that was not recorded is not judged, nor is its absence where the path is documented with another method only:
then nothing tells which call was meant.

## Why it matters

With some clients a body that is passed under the wrong name, or with GET, is dropped in silence.

## SalesIQ's answer

`1015 Either the input stream is invalid or absent`, without `json_key`. Also possible: 1011, 1031.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "body": null}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"]}}}
{"id": "body not recorded", "request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## How sure we are

The code is documented for an absent body.
That the operation needs one follows from its mandatory keys; where it has none, this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.contract.route import UrlFaultKind
from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.rules.url.faults import faults_of

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.plan import OperationPlan

CODE: Final = "SIQ401"
NAME: Final = "missing-body"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final = (1015,)
STATUS: Final = "stable"
SINCE: Final = "0.1"


def fires(plan: OperationPlan) -> bool:
    return plan.body_required


def check(case: Case) -> Iterator[Fault]:
    if case.has_body or case.request is None or case.request.body is UNRECORDED or case.operation is None:
        return
    if any(faults_of(case, UrlFaultKind.WRONG_METHOD)):
        return
    yield Fault(
        "body",
        "the operation needs a body and none was sent",
        case.operation.basis_of("body"),
        code=1015,
        alternatives=(1011, 1031),
    )
