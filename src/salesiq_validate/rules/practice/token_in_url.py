"""A secret travels in the URL.

## What it does

It reports query parameters whose names are those of secrets (`authtoken`, `client_secret`, `password`), unless the
operation documents them.

## Why it matters

URLs are kept in histories, logs and monitoring, and read by many.

## SalesIQ's answer

None that is documented.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments?authtoken=0123456789abcdef"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}}}
```

## How sure we are

Inferred from the name alone, so this is a warning.

## Source

RFC 6750, section 5.3.
"""

from __future__ import annotations

from urllib.parse import unquote_plus

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, Severity, is_secret_name

CODE = "SIQ701"
SEVERITY = Severity.WARNING
STATUS = "preview"


def check(call: Call) -> Iterator[Fault]:
    for pair in call.query.split("&"):
        name = unquote_plus(pair.partition("=")[0])
        documented = name in call.plan.query
        if is_secret_name(name) and not documented:
            yield Fault(
                "param",
                "a secret in a URL ends up in logs and histories",
                Basis.INFERRED,
                param=name,
                hint="Zoho takes the token in the Authorization header",
            )
