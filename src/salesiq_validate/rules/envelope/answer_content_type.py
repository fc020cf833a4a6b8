r"""A JSON answer is labelled as something else.

## What it does

It reports a JSON object behind a Content-Type that says otherwise, and an answer whose recorded headers hold none.

## Why it matters

Some clients decode by the header alone and hand out the text.

## SalesIQ's answer

The answer that was recorded.

## Example that fails

```jsonl
{"response": {"status": 200, "headers": {"Content-Type": "text/plain"}, "body": "{\"url\": \"/api/v2/northwind-desk/departments\", \"object\": \"list\", \"data\": []}"}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "headers": {"Content-Type": "application/json;charset=UTF-8"}, "body": "{\"url\": \"/api/v2/northwind-desk/departments\", \"object\": \"list\", \"data\": []}"}}
```

## How sure we are

Inferred: no page speaks of the header, so its severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.judging.case import NOTHING
from salesiq_validate.judging.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ507"
NAME: Final = "answer-content-type"
SEVERITY: Final = Severity.INFO
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    media = case.answer_type
    if media is not None and not media.is_json and isinstance(case.answer, dict):
        yield Fault(
            "header", "the answer is JSON, but its Content-Type says otherwise", Basis.INFERRED, header="Content-Type"
        )
    elif media is None and case.answer is not NOTHING and case.response is not None and case.response.headers:
        dropped = case.response.unrecorded_headers
        if "content-type" not in dropped and "*" not in dropped:
            yield Fault("header", "the answer has no Content-Type", Basis.INFERRED, header="Content-Type")
