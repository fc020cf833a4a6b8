"""A body is too large, too deep or cannot be decompressed, so it was not judged.

## What it does

It names the limit that the body of a request or an answer hits (`max_body_bytes`, `max_depth`, `max_ratio`, `max_fields`, `max_parts`,
`max_problems`), or says that its compression cannot be undone: damaged, cut off, or of an unknown kind.
A body that is plain text in spite of its Content-Encoding is read as it is.
The rest of the exchange is judged.

## Why it matters

What is not judged must not pass for clean.

## SalesIQ's answer

None: this is about what this tool reads, not about the request.

## Example that fails

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json", "Content-Encoding": "gzip"}, "body_base64": "H4sIAAAAAAACA6tWykvMTVWy"}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json", "Content-Encoding": "gzip"}, "body_base64": "H4sIAAAAAAACA6tWykvMTVWyUlByyszJycxLV6oFAKtDqCQTAAAA"}}
```

## Options

The limits above can be raised.

## How sure we are

Certain.

## Source

The limits of this project.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.rules.problems import UNREAD, place

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ008"
NAME: Final = "body-not-judged"
SEVERITY: Final = Severity.WARNING
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    problems = case.body_problems if case.answering is False else case.answer_problems
    for problem in problems:
        if problem.kind in UNREAD:
            yield Fault("entry", f"{problem.detail}{place(problem)}", path=problem.path)
