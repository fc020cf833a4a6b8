"""The token lacks the scope that the operation needs.

## What it does

Where the caller says which OAuth scopes its token has, it reports an operation that needs another one, and names it.
Scopes compare without case, the prefix `SalesIQ.` is optional, GET means READ, and ALL covers every call of a resource.
Without that setting, a recording that shows how a token was issued is asked: the `scope` of the token's answer tells what
it was granted.
Where neither is known, and for operations whose scope is not documented, it says nothing.

## Why it matters

A refresh token keeps the scopes that it was granted at first, so a new call fails until the user consents again.

## SalesIQ's answer

`1009 Invalid OAuthScope.`

## Example that fails

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123?configure_to=104000000000456"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## Options

The granted scopes, each with its own option:

```sh
--scope SalesIQ.departments.READ
```

## How sure we are

As sure as the operation's page is about the scope: most print it; where it is taken from sibling pages, this is a
warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, Plan, scope_missing

CODE = "SIQ204"
PREDICTS = (1009,)


def fires(plan: Plan) -> bool:
    return plan.scope_missing or (plan.context.scopes is None and bool(plan.context.issued))


def check(call: Call) -> Iterator[Fault]:
    operation = call.operation
    if operation is None:
        return
    if not call.plan.scope_missing:
        token = call.issued_token
        if token is None or not scope_missing(operation, token.scopes):
            return
    needed = " or ".join(", ".join(way) for way in operation.scopes)
    yield Fault(
        "header",
        f"the granted scopes do not allow {operation.id}",
        operation.basis_of("scopes"),
        header="Authorization",
        code=1009,
        hint=f"it needs {needed}",
    )
