"""A key of the envelope has the wrong data type.

## What it does

It compares the types of `url`, `object`, `data` and `sync_time` of a success with the documented ones.
Other keys beside them are taken as they are: real answers carry `CRC`, `total` and more.

## Why it matters

A typed client cannot read such an answer.

## SalesIQ's answer

Not what was recorded: `url` and `object` are strings, `data` is an object, a list or a string.

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

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.contract.operation import basis_of
from salesiq_validate.finding import Basis, Severity
from salesiq_validate.judging.fault import Fault
from salesiq_validate.judging.wording import types_in_words
from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.shapes import shape_of

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case

CODE: Final = "SIQ504"
NAME: Final = "wrong-envelope-type"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "stable"
SINCE: Final = "0.1"


def check(case: Case) -> Iterator[Fault]:
    if not isinstance(case.answer, dict) or "error" in case.answer or "data" not in case.answer:
        return
    judge = case.context.success_envelope
    schema: Any = judge.schema
    for violation in judge.violations(case.answer):
        if violation.keyword == "required":
            continue
        path = KeyPath(violation.pointer)
        member = schema["properties"].get(violation.pointer[0], {})
        stated = violation.pointer[0] in schema["required"]
        yield Fault(
            "envelope",
            f"the envelope's key is not {types_in_words(member.get('type', 'string'))}",
            basis_of(member, violation.keyword) if stated else Basis.INFERRED,
            path=path,
            shape=shape_of(path.resolve(case.answer)),
        )
