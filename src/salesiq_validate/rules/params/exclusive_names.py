"""The request sends parameters or keys that exclude each other.

## What it does

Some pages list names of which you may send only one.
If a request sends several of them, it reports the second: in the query, in a JSON body, or in the fields of a form or
multipart body.

## Why it matters

The documentation does not say which of them SalesIQ would use.

## SalesIQ's answer

`1011 Either the request parameters are invalid or absent` with the name in `param`, or in a JSON body
`1015 Either the input stream is invalid or absent` with the key in `json_key`.
Also possible: 1015, 1007, 1011.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v3/northwind-desk/visitors?prev_key=1795000000000&next_key=1795000000001"}}
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/messages", "json": {"text": "Hello", "file": "plan.txt"}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v3/northwind-desk/visitors?next_key=1795000000001"}}
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/messages", "json": {"text": "Hello"}}}
```

## How sure we are

As sure as the operation's file: two pages document that these names exclude each other.
The code is inferred from its meaning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Edit, Fault, Fix, Iterator, KeyPath, Plan, either

CODE = "SIQ308"
PREDICTS = (1011, 1015)


def fires(plan: Plan) -> bool:
    return plan.operation is not None and "x-salesiq-exclusive" in plan.operation.document


def check(call: Call) -> Iterator[Fault]:
    if call.operation is None:
        return
    for group in call.operation.document["x-salesiq-exclusive"]:
        present = [name for name in call.top_level(group["in"]) if name in group["names"]]
        if len(present) < 2:
            continue
        basis = Basis(group.get("basis", "documented"))
        message = f"only one of {either(group['names'])} may be sent"
        fix = Fix((Edit("remove"),), sure=False)  # which of them was meant, nobody knows
        if group["in"] == "query" or call.body.kind != "json":
            yield Fault("param", message, basis, param=present[1], code=1011, alternatives=(1015, 1007), fix=fix)
        else:
            yield Fault(
                "body", message, basis, path=KeyPath((present[1],)), code=1015, alternatives=(1011, 1007), fix=fix
            )
