"""The Authorization header is not the word Zoho-oauthtoken and one token.

## What it does

It reports `Bearer` and other schemes, a token without a scheme, and a scheme without a token.
It also reports two schemes, a blank inside the token, and a word that programs write for an empty variable
(`undefined`, `[object Promise]`).
The case of the scheme does not count.

## Why it matters

The token server answers `token_type: Bearer`, and the "bearer token" option of HTTP libraries writes that word.

## SalesIQ's answer

`1002 Invalid authorization header.` Also possible: 1008.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Bearer 1000.0123abcd.4567cdef"}}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "1000.0123abcd.4567cdef"}}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken"}}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken Bearer 1000.0123abcd.4567cdef"}}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken undefined"}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef"}}}
```

## How sure we are

Inferred, so this is a warning: Zoho's other products document the scheme and all public client code uses it, but no
page of SalesIQ that we have read names it.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-prerequisite-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator
from salesiq_validate.rules.headers.authorization import HeaderForm, fix_of_header, shape_of_header

CODE = "SIQ202"
PREDICTS = (1002,)


_MESSAGES = {
    HeaderForm.ONLY_SCHEME: "the Authorization header has a scheme but no token",
    HeaderForm.TWO_SCHEMES: "the Authorization header has two schemes",
    HeaderForm.TWO_TOKENS: "the Authorization header has more than a scheme and a token",
    HeaderForm.NOTHING: "the Authorization header has a word for an empty variable instead of a token",
}


def check(call: Call) -> Iterator[Fault]:
    if call.authorization is None or not call.authorization.strip():
        return
    facts = call.context.router.servers.authorization
    shape = shape_of_header(call.authorization, facts)
    if shape is HeaderForm.RIGHT:
        return
    scheme, _, token = call.authorization.strip().partition(" ")
    known = facts.wrong_schemes.get(scheme.lower())
    if shape in _MESSAGES:
        message = _MESSAGES[shape]
    elif token:
        message = f"the Authorization scheme is {'Bearer' if known else 'another one'} instead of {facts.scheme}"
    else:
        message = "the Authorization header has no scheme before the token"
    yield Fault(
        "header",
        message,
        facts.basis if known is None else known,
        header="Authorization",
        code=1002,
        alternatives=(1008,),
        hint=f"send Authorization: {facts.scheme} <access token>",
        fix=fix_of_header(call.authorization, facts),
    )
