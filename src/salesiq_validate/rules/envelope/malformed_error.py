"""An error envelope does not have the documented form.

## What it does

It reports an `error` that is no object, or lacks `code` or `message`, or has one of the wrong type.

## Why it matters

Code that handles refusals reads the number in `code`; a text in its place falls through.

## SalesIQ's answer

Not what was recorded: `error` holds an integer `code` and a text `message`.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"error": {"code": "1006", "message": "Invalid URL"}}}}
{"response": {"status": 200, "json": {"error": {"code": 1006}}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"error": {"code": 1006, "message": "Invalid URL"}}}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.wording import types_in_words
from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.shapes import shape_of

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ505"
NAME: Final = "malformed-error"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    if not isinstance(case.answer, dict) or "error" not in case.answer:
        return
    for violation in case.context.error_envelope.violations(case.answer):
        path = KeyPath(violation.pointer)
        if violation.keyword == "required":
            yield Fault("envelope", "an error envelope needs this key", path=path)
        elif violation.keyword == "type":
            shape = shape_of(path.resolve(case.answer))
            yield Fault("envelope", f"the key is not {types_in_words(violation.detail)}", path=path, shape=shape)
