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

from salesiq_validate.rules.api import Answer, Call, Fault, Iterator, Severity
from salesiq_validate.rules.problems import UNREAD, place

CODE = "SIQ008"
SEVERITY = Severity.WARNING


def check(message: Call | Answer) -> Iterator[Fault]:
    # The body of a request that takes none is not read.
    problems = message.body.problems if isinstance(message, Answer) or message.plan.bodies else ()
    for problem in problems:
        if problem.kind in UNREAD:
            yield Fault("entry", f"{problem.detail}{place(problem)}", path=problem.path)
