"""A key of the envelope has the wrong data type.

## What it does

It compares the types of `url`, `object`, `data` and `sync_time` in a successful answer with the documented types.
It accepts other keys: real answers have `CRC`, `total` and more.

## Why it matters

A typed client cannot read such an answer.

## SalesIQ's answer

Not the recorded one: `url` and `object` are strings, `data` is an object, a list or a string.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"url": null, "object": "list", "data": []}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": [], "CRC": "1"}}}
```

## How sure we are

Documented for `url` and `object`; the rest is shown or inferred.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from typing import Any

from salesiq_validate.rules.api import Answer, Basis, Fault, Iterator, KeyPath, basis_of, shape_of, types_in_words

CODE = "SIQ504"


def check(answer: Answer) -> Iterator[Fault]:
    if not isinstance(answer.document, dict) or "error" in answer.document or "data" not in answer.document:
        return
    judge = answer.context.success_envelope
    schema: Any = judge.schema
    for violation in judge.violations(answer.document):
        if violation.keyword == "required":
            continue
        path = KeyPath(violation.pointer)
        member = schema["properties"].get(violation.pointer[0], {})
        stated = violation.pointer[0] in schema["required"]
        yield Fault(
            "envelope",
            f"this key of the envelope is not {types_in_words(member.get('type', 'string'))}",
            basis_of(member, violation.keyword) if stated else Basis.INFERRED,
            path=path,
            shape=shape_of(path.resolve(answer.document)),
        )
