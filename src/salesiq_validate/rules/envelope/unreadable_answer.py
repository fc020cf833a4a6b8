r"""The answer is not the JSON that it should be.

## What it does

It reports an answer without a body where an envelope is documented, a text that is not JSON, and another media type
than JSON.
It is silent for operations that are shown to answer with nothing, for bodies that were not recorded, and for files and
pages behind a path that is not documented; of an answer whose request is not known, only for files.

## Why it matters

A login page or an error page of a gateway behind HTTP 200 breaks code that expects an envelope.

## SalesIQ's answer

Not what was recorded: it documents JSON for every answer.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "headers": {"Content-Type": "text/html"}, "body": "<!doctype html><title>Sign in</title>"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "body": ""}}
{"request": null, "response": {"status": 200, "headers": {"Content-Type": "text/html"}, "body": "<!doctype html><title>Sign in</title>"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": "{\"url\": \"/api/v2/northwind-desk/departments\", \"object\": \"list\", \"data\": []}"}}
```

## How sure we are

Documented that answers are JSON; that none is empty is inferred, because some pages show no answer at all.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import Basis, Severity
from salesiq_validate.judging.case import NOTHING
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.response_body import speaks
from salesiq_validate.rules.problems import MALFORMED, place

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ506"
NAME: Final = "unreadable-answer"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    response = case.response
    if response is None or response.body is UNRECORDED or not speaks(case):
        return
    if not response.body:
        if case.operation is None or not (case.operation.empty_response or case.operation.data is None):
            yield Fault("envelope", "the answer has no body; an envelope is documented", Basis.INFERRED)
        return
    for problem in case.answer_problems:
        if problem.kind in MALFORMED:
            yield Fault("envelope", f"the answer is not JSON: {problem.detail}{place(problem)}", path=problem.path)
            return
    if case.answer is NOTHING and not case.answer_problems:
        media = case.answer_type
        basis = Basis.DOCUMENTED if case.operation is not None and case.operation.data is not None else Basis.INFERRED
        if media is not None:
            yield Fault("envelope", "the answer is of another media type; a JSON envelope is documented", basis)
