"""A successful answer has no url or object.

## What it does

It reports an answer with `data` but without `url` or `object`.
Answers of the first version of the API, and of calls that the pages show without an envelope, need neither.

## Why it matters

Code that passes its tests with an incomplete mock may fail with real answers.

## SalesIQ's answer

Not the recorded one: a successful answer has `url`, `object` and `data`.

## Example that fails

```jsonl
{"response": {"status": 200, "json": {"data": []}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {"url": "/api/v2/northwind-desk/departments", "object": "list", "data": []}}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Fault, Iterator, KeyPath
from salesiq_validate.rules.envelope.expected import may_be_bare

CODE = "SIQ503"


def check(answer: Answer) -> Iterator[Fault]:
    envelope = answer.document
    if not isinstance(envelope, dict) or "data" not in envelope or "error" in envelope or may_be_bare(answer):
        return
    for key in ("url", "object"):
        if key not in envelope:
            yield Fault("envelope", "a successful answer must have this key", path=KeyPath((key,)))
