"""The Authorization header uses another scheme than Zoho-oauthtoken.

## What it does

It reports `Bearer` and other schemes, a token without a scheme, and a scheme without a token.
Schemes compare without case.

## Why it matters

The token server answers `token_type: Bearer`, and the "bearer token" option of HTTP libraries writes that word.

## SalesIQ's answer

`1002 Invalid authorization header.` Also possible: 1008.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Bearer 1000.0123abcd.4567cdef"}}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "1000.0123abcd.4567cdef"}}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken"}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}}}
```

## How sure we are

Inferred, so this is a warning: the scheme is documented for Zoho's other products and used by all public client code,
but SalesIQ's own pages have not been seen to name it.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-prerequisite-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.finding import Severity
from salesiq_validate.rules.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE: Final = "SIQ202"
NAME: Final = "wrong-authorization-scheme"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final = (1002,)
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    if case.authorization is None or not case.authorization.strip():
        return
    facts = case.context.router.servers.authorization
    scheme, _, token = case.authorization.strip().partition(" ")
    if scheme.lower() == facts.scheme.lower() and token.strip():
        return
    known = facts.wrong_schemes.get(scheme.lower())
    basis = facts.basis if known is None else known
    if scheme.lower() == facts.scheme.lower():
        message = "the Authorization header holds a scheme and no token"
    elif token:
        message = f"the Authorization scheme is {'Bearer' if known else 'another'} instead of {facts.scheme}"
    else:
        message = "the Authorization header holds no scheme in front of the token"
    yield Fault(
        "header",
        message,
        basis,
        header="Authorization",
        code=1002,
        alternatives=(1008,),
        hint=f"send Authorization: {facts.scheme} <access token>",
    )
