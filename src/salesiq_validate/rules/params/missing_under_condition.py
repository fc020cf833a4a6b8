"""A parameter or key that another one requires is absent.

## What it does

On some pages one name needs another (`sort_by` needs `order`), needs it for certain values, or must be sent if another
is not.
It reports the missing name: in the query, in a JSON body, or in the fields of a form or multipart body.

## Why it matters

A schema of single fields cannot express such a condition, so developers find out late.

## SalesIQ's answer

`1011 Either the request parameters are invalid or absent` with the name in `param`, or in a JSON body
`1015 Either the input stream is invalid or absent` with the key in `json_key`.
Also possible: 1015, 1011, 1031.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/cannedresponses?sort_by=usage_count"}}
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/cannedresponses", "json": {"content": "Hello", "associate_with_all_departments": false}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/cannedresponses?sort_by=usage_count&order=descending"}}
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/cannedresponses", "json": {"content": "Hello", "associate_with_all_departments": true}}}
```

## How sure we are

As sure as the operation's file is about each condition.
The code is inferred from its meaning.

## Source

https://www.zoho.com/salesiq/help/developer-section/create-canned-response-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, KeyPath, Plan, condition_holds

CODE = "SIQ309"
PREDICTS = (1011, 1015)


def fires(plan: Plan) -> bool:
    return plan.operation is not None and "x-salesiq-conditions" in plan.operation.document


def check(call: Call) -> Iterator[Fault]:
    if call.operation is None:
        return
    for condition in call.operation.document["x-salesiq-conditions"]:
        if condition["in"] == "body" and not isinstance(call.body.document, dict):
            continue  # without a readable object there are no keys to check
        sent = call.top_level(condition["in"])
        if not condition_holds(condition, sent):
            continue
        for name in condition["require"]:
            if name in sent:
                continue
            basis = Basis(condition.get("basis", "documented"))
            when = condition["when"]
            message = f"this is required {'without' if 'absent' in when else 'because of'} {when['key']}"
            if condition["in"] == "query" or call.body.kind != "json":
                yield Fault("param", message, basis, param=name, code=1011, alternatives=(1015, 1031))
            else:
                yield Fault("body", message, basis, path=KeyPath((name,)), code=1015, alternatives=(1011, 1031))
