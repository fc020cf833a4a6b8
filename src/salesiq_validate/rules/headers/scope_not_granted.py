"""The token does not have the scope that the operation needs.

## What it does

If you say which OAuth scopes your token has, it reports an operation that needs another one, and names it.
Case does not count, the prefix `SalesIQ.` is optional, GET means READ, and ALL covers every call of a resource.
Without that setting, it uses the `scope` in the answer of the accounts server, if a recording shows how the token was
issued.
If neither is known, and for operations whose scope is not documented, it reports nothing.

## Why it matters

A refresh token keeps its first scopes, so a new call fails until the user consents again.

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

The scopes of your token, each with its own option:

```sh
--scope SalesIQ.departments.READ
```

## How sure we are

As sure as the operation's page is about the scope.
Most pages print it; if it was concluded from similar pages, this is a warning.

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
        f"the token's scopes do not allow {operation.id}",
        operation.basis_of("scopes"),
        header="Authorization",
        code=1009,
        hint=f"it needs {needed}",
    )
