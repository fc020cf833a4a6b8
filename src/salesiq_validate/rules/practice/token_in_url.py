"""A secret travels in the URL.

## What it does

It reports query parameters whose names are those of secrets (`authtoken`, `client_secret`, `password`), unless the
operation documents them, and a token, a client secret or an e-mail address in the place of a screen name or an id.
A token that tells where the next page begins (`page_token`) is no secret.

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

Inferred from the name, or the look of the value, so this is a warning.

## Source

RFC 6750, section 5.3.
"""

from __future__ import annotations

from urllib.parse import unquote_plus

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, Severity, UrlFaultKind, is_secret_name

CODE = "SIQ701"
SEVERITY = Severity.WARNING
STATUS = "preview"


#: Names that end like those of secrets, and tell where the next page begins.
_CURSORS = {"page_token", "next_page_token", "next_token", "pageToken", "nextPageToken", "nextToken"}


def check(call: Call) -> Iterator[Fault]:
    for _ in call.url_faults(UrlFaultKind.PRIVATE_SCREEN_NAME, UrlFaultKind.PRIVATE_ID):
        yield Fault("url", "a secret or an address in a URL ends up in logs and histories", Basis.INFERRED)
    for pair in call.query.split("&"):
        name = unquote_plus(pair.partition("=")[0])
        documented = name in call.plan.query
        if is_secret_name(name) and not documented and name not in _CURSORS:
            yield Fault(
                "param",
                "a secret in a URL ends up in logs and histories",
                Basis.INFERRED,
                param=name,
                hint="Zoho takes the token in the Authorization header",
            )
