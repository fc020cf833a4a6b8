"""A refusal has a key that is not documented for its code, or too many of these keys.

## What it does

It reports a refusal with more than one of `json_key`, `param` and `header`.
It also reports one of these keys if the overview does not list it for that code and no real answer is known to have it.

## Why it matters

If a mock sends keys that SalesIQ does not send, code relies on them and fails with real answers.

## SalesIQ's answer

The documented keys are `param` or `json_key` with 1007, `param` with 1011, `json_key` with 1015 and `header` with 1054.

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

Documented, but the server may add keys, so this is a warning.

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
            "envelope", f"a refusal has at most one of these keys: {', '.join(present)}", path=KeyPath(("error",))
        )
    code = refusal.get("code")
    entry = answer.context.errors.get(code) if type(code) is int else None
    if entry is None or entry.status != "documented":
        return
    for key in present:
        if key not in entry.optional_keys | entry.observed_keys:
            yield Fault(
                "envelope",
                f"{key} is not documented for code {code}",
                Basis.DOCUMENTED,
                path=KeyPath(("error", key)),
            )
