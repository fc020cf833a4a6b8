"""An error envelope carries optional keys that its code is not documented to have.

## What it does

It reports more than one of `json_key`, `param` and `header` in one refusal, and one that the overview does not give to
that code and that was not seen with it.

## Why it matters

A mock with made-up keys lets code pass that finds none of them in real answers.

## SalesIQ's answer

Documented are `param` or `json_key` with 1007, `param` with 1011, `json_key` with 1015 and `header` with 1054.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"error": {"code": 1019, "message": "Invalid Resource", "param": "department_id"}}}}
{"response": {"status": 200, "json": {"error": {"code": 1007, "message": "Invalid datatypes found in params", "param": "index", "json_key": "name"}}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"error": {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "name"}}}}
```

## How sure we are

Documented, but the server is free to say more, so this is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Basis, Fault, Iterator, KeyPath, Severity

CODE = "SIQ512"
SEVERITY = Severity.WARNING


def check(answer: Answer) -> Iterator[Fault]:
    refusal = answer.refusal
    if refusal is None:
        return
    present = [key for key in ("json_key", "param", "header") if key in refusal]
    if len(present) > 1:
        yield Fault(
            "envelope", f"more than one of the optional keys is set: {', '.join(present)}", path=KeyPath(("error",))
        )
    code = refusal.get("code")
    entry = answer.context.errors.get(code) if type(code) is int else None
    if entry is None or entry.status != "documented":
        return
    for key in present:
        if key not in entry.optional_keys | entry.observed_keys:
            yield Fault(
                "envelope",
                f"code {code} is not documented to carry {key}",
                Basis.DOCUMENTED,
                path=KeyPath(("error", key)),
            )
