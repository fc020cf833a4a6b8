"""The access token does not have the form of an access token.

## What it does

After the right scheme, it compares the token with the tokens in the documentation: a number such as `1000` and two
hexadecimal parts, joined by dots.
It cannot tell whether a well-formed token is valid.

## Why it matters

SalesIQ refuses a grant code, a client id or the name of a variable like an expired token, so developers look for the
cause in the wrong place.

## SalesIQ's answer

`1008 Invalid OAuthToken.`

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken $TOKEN"}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}}}
```

## How sure we are

Inferred: pages show tokens but do not describe their form, so the severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-prerequisite-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Edit, Fault, Fix, Iterator, Severity
from salesiq_validate.rules.headers.authorization import HeaderForm, shape_of_header

CODE = "SIQ203"
SEVERITY = Severity.INFO
PREDICTS = (1008,)


def check(call: Call) -> Iterator[Fault]:
    value = call.authorization
    if value is None or not value.strip():
        return
    facts = call.context.router.servers.authorization
    if shape_of_header(value, facts) is not HeaderForm.RIGHT:
        return
    if not facts.token.search(value.strip().partition(" ")[2].strip()):
        yield Fault(
            "header",
            "the token does not look like the access tokens on Zoho's pages",
            Basis.INFERRED,
            header="Authorization",
            code=1008,
            hint="they look like 1000.<hexadecimal digits>.<hexadecimal digits>; other forms may be right too",
            fix=Fix((Edit("set-header", f"{facts.scheme} {{access_token}}"),), sure=False),
        )
