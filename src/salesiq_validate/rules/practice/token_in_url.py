"""The URL contains a secret.

## What it does

It reports query parameters with the name of a secret (`authtoken`, `client_secret`, `password`), unless the operation
documents them.
It also reports a token, a client secret or an e-mail address instead of a screen name or an id.
A token for the next page (`page_token`) is not a secret.

## Why it matters

Browsers, servers and monitoring keep URLs, and many people can read them.

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

Inferred from the name or the form of the value, so this is a warning.

## Source

RFC 6750, section 5.3.
"""

from __future__ import annotations

from urllib.parse import unquote_plus

from salesiq_validate.rules.api import Basis, Call, Edit, Fault, Fix, Iterator, Severity, UrlFaultKind, is_secret_name

CODE = "SIQ701"
SEVERITY = Severity.WARNING
STATUS = "preview"


#: Names that end like the name of a secret, but only say where the next page begins.
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
                # Without the header, nothing would tell who calls.
                fix=Fix((Edit("remove"),), None if call.authorization else False),
            )
