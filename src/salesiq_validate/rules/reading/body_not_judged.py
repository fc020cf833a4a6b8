"""A body is too large, too deep or damaged, so it was not checked.

## What it does

It names the limit that the body of a request or an answer exceeds: `max_body_bytes`, `max_depth`, `max_ratio`,
`max_fields`, `max_parts` or `max_problems`.
It also reports a compressed body that cannot be unpacked, because it is damaged, cut off, or compressed in an unknown
way.
A body that is plain text in spite of its Content-Encoding is read as text.
The rest of the exchange is checked.

## Why it matters

A body that was not checked must not look like a valid one.

## SalesIQ's answer

None: this is about what this tool can read, not about the request.

## Example that fails

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json", "Content-Encoding": "gzip"}, "body_base64": "H4sIAAAAAAACA6tWykvMTVWy"}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "application/json", "Content-Encoding": "gzip"}, "body_base64": "H4sIAAAAAAACA6tWykvMTVWyUlByyszJycxLV6oFAKtDqCQTAAAA"}}
```

## Options

You can raise each of these limits.

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
