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

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from salesiq_validate.finding import Basis, Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.privacy.shapes import is_secret_name

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ701"
NAME: Final = "token-in-url"
SEVERITY: Final = Severity.WARNING
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "preview"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    for pair in case.query.split("&"):
        name = unquote_plus(pair.partition("=")[0])
        documented = case.plan is not None and name in case.plan.query
        if is_secret_name(name) and not documented:
            yield Fault(
                "param",
                "a secret in a URL ends up in logs and histories",
                Basis.INFERRED,
                param=name,
                hint="Zoho takes the token in the Authorization header",
            )
