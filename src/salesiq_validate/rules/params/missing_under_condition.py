"""A parameter or key is absent that another one makes necessary.

## What it does

Where a page says that one name needs another (`sort_by` needs `order`), does so for certain values, or is needed where
another is not sent, it reports the absent one: in the query, in a JSON body, or in the fields of a form or multipart body.

## Why it matters

Schemas of single fields cannot say it, so it is found out late.

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

As sure as the operation's file says of each condition.
The code is inferred from what it means.

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
            continue  # nothing can be said of the keys of a body that is none, or that cannot be read
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
