"""The Authorization header is not the scheme Zoho-oauthtoken and one token.

## What it does

It reports `Bearer` and other schemes, a token without a scheme, a scheme without a token, and what no token can be:
two schemes, a blank inside of it, or a word that programs write for nothing (`undefined`, `[object Promise]`).
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
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken Bearer 1000.0123abcd.4567cdef"}}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {"Authorization": "Zoho-oauthtoken undefined"}}}
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

from salesiq_validate.rules.api import Call, Fault, Iterator
from salesiq_validate.rules.headers.authorization import Shape, shape_of_header

CODE = "SIQ202"
PREDICTS = (1002,)


_MESSAGES = {
    Shape.ONLY_SCHEME: "the Authorization header holds a scheme and no token",
    Shape.TWO_SCHEMES: "the Authorization header holds two schemes",
    Shape.TWO_TOKENS: "the Authorization header holds more than a scheme and a token",
    Shape.NOTHING: "the Authorization header holds a word for nothing in the token's place",
}


def check(call: Call) -> Iterator[Fault]:
    if call.authorization is None or not call.authorization.strip():
        return
    facts = call.context.router.servers.authorization
    shape = shape_of_header(call.authorization, facts)
    if shape is Shape.RIGHT:
        return
    scheme, _, token = call.authorization.strip().partition(" ")
    known = facts.wrong_schemes.get(scheme.lower())
    if shape in _MESSAGES:
        message = _MESSAGES[shape]
    elif token:
        message = f"the Authorization scheme is {'Bearer' if known else 'another'} instead of {facts.scheme}"
    else:
        message = "the Authorization header holds no scheme in front of the token"
    yield Fault(
        "header",
        message,
        facts.basis if known is None else known,
        header="Authorization",
        code=1002,
        alternatives=(1008,),
        hint=f"send Authorization: {facts.scheme} <access token>",
    )
