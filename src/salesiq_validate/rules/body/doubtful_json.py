r"""Different JSON readers read this text differently.

## What it does

It reports text that is JSON, or nearly so, but that readers disagree about: a key that appears twice in an object, an
integer of more than 64 bits, half of a surrogate pair, a byte order mark, a charset other than UTF-8.
It looks for duplicate keys and large integers before a request is sent as text or bytes, and in recordings on request.

## Why it matters

What one side checked may differ from what the other side stores.

## SalesIQ's answer

None that is documented. Also possible: 1015, 1011, 1007, 1051.

## Example that fails

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "body": "{\"name\": \"Billing\", \"name\": \"Returns\"}"}}
```

## Example that passes

```jsonl
{"request": {"method": "PUT", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123", "body": "{\"name\": \"Billing\"}"}}
```

## Options

In recordings:

```sh
--strict-json
```

## How sure we are

It is certain that readers differ; how SalesIQ reads such text is not documented, so this is a warning.

## Source

RFC 8259, sections 4, 6 and 8.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, Plan, Severity
from salesiq_validate.rules.problems import DOUBTFUL, place

CODE = "SIQ412"
SEVERITY = Severity.WARNING


def fires(plan: Plan) -> bool:
    return bool(plan.bodies)


def check(call: Call) -> Iterator[Fault]:
    for problem in call.body.problems:
        if problem.kind in DOUBTFUL:
            yield Fault(
                "body",
                f"{problem.detail}{place(problem)}",
                Basis.INFERRED,
                path=problem.path,
                alternatives=(1015, 1011, 1007, 1051),
            )
