r"""The body is not well-formed.

## What it does

It names the line, the column and, if known, the path at which a JSON text, a form or a multipart body breaks the rules
of its format, or at which bytes are not UTF-8.
Some mistakes have only one possible correction: a leading zero, a trailing comma, NaN, a control character in a string.
Each of these is reported on its own path, and the rest of the body is checked as if it were corrected.
In a Python object it reports values that `json.dumps` could not write.

## Why it matters

The parser's own message gives an offset at best, and a proxy's log not even that.

## SalesIQ's answer

`1015 Either the input stream is invalid or absent`, with the path in `json_key` where only one value is broken.
Also possible: 1011, 1007, 1051.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "body": "{\"name\": \"Billing\", \"operators\": [104000000000456"}}
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "body": "{\"name\": \"Billing\", \"operators\": [0123]}"}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "body": "{\"name\": \"Billing\", \"operators\": [\"104000000000456\"]}"}}
```

## How sure we are

Documented: the overview shows a number with a leading zero and the path that names it.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, Plan
from salesiq_validate.rules.problems import MALFORMED, place

CODE = "SIQ409"
PREDICTS = (1015,)


def fires(plan: Plan) -> bool:
    return bool(plan.bodies)


def check(call: Call) -> Iterator[Fault]:
    for problem in call.body.problems:
        if problem.kind in MALFORMED:
            yield Fault(
                "body",
                f"{problem.detail}{place(problem)}",
                path=problem.path,
                code=1015,
                alternatives=(1011, 1007, 1051),
            )
