"""The operation belongs to an older version of the API.

## What it does

It names calls of `/api/v1`, whose pages remain and whose answers have no envelope.

## Why it matters

Newer versions have another form and other ids, so what is built on the old one is built twice.

## SalesIQ's answer

None: the calls are documented to work.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v1/northwind-desk/chats"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations"}}
```

## How sure we are

Documented that there are newer versions; no page says when the old one ends, so it is a warning and no error.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-chat-info.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.plan import OperationPlan

CODE: Final = "SIQ704"
NAME: Final = "deprecated-version"
SEVERITY: Final = Severity.WARNING
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "preview"
SINCE: Final = "0.1"


def fires(plan: OperationPlan) -> bool:
    return plan.is_deprecated


def check(case: Case) -> Iterator[Fault]:
    if case.plan is not None and case.plan.is_deprecated:
        main = case.context.router.servers.main.prefix
        yield Fault("url", "this belongs to an older version of the API", hint=f"the current one is under {main}/")
