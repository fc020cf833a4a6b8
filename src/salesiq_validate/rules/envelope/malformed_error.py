"""An error envelope does not have the documented form.

## What it does

It reports an `error` that is not an object, that has no `code` or `message`, or in which one of these has the wrong
type.

## Why it matters

Code that handles refusals reads the number in `code`, and does not recognise a text.

## SalesIQ's answer

Not the recorded one: `error` has an integer `code` and a text `message`.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"error": {"code": "1006", "message": "Invalid URL"}}}}
{"response": {"status": 200, "json": {"error": {"code": 1006}}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"error": {"code": 1006, "message": "Invalid URL"}}}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath, shape_of, types_in_words

CODE = "SIQ505"


def check(answer: Answer) -> Iterator[Fault]:
    if not isinstance(answer.document, dict) or "error" not in answer.document:
        return
    for violation in answer.context.error_envelope.violations(answer.document):
        path = KeyPath(violation.pointer)
        if violation.keyword == "required":
            yield Fault("envelope", "an error envelope must have this key", path=path)
        elif violation.keyword == "type":
            shape = shape_of(path.resolve(answer.document))
            yield Fault("envelope", f"the key is not {types_in_words(violation.detail)}", path=path, shape=shape)
