r"""A JSON answer has another Content-Type, or none.

## What it does

It reports a JSON object whose Content-Type is not JSON, and an answer whose recorded headers have no Content-Type.

## Why it matters

Some clients decode an answer by this header alone, and return such an answer as text.

## SalesIQ's answer

The answer that was recorded.

## Example that fails

```jsonl
{"response": {"status": 200, "headers": {"Content-Type": "text/plain"}, "body": "{\"url\": \"/api/v2/northwind-desk/departments\", \"object\": \"list\", \"data\": []}"}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "headers": {"Content-Type": "application/json;charset=UTF-8"}, "body": "{\"url\": \"/api/v2/northwind-desk/departments\", \"object\": \"list\", \"data\": []}"}}
```

## How sure we are

Inferred: no page mentions the header, so the severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import NOTHING, Answer, Basis, Fault, Iterator, Severity

CODE = "SIQ507"
SEVERITY = Severity.INFO


def check(answer: Answer) -> Iterator[Fault]:
    media = answer.media_type
    if media is not None and not media.is_json and isinstance(answer.document, dict):
        yield Fault(
            "header", "the answer is JSON, but its Content-Type says otherwise", Basis.INFERRED, header="Content-Type"
        )
    elif media is None and answer.document is not NOTHING and answer.response.headers:
        dropped = answer.response.unrecorded_headers
        if "content-type" not in dropped and "*" not in dropped:
            yield Fault("header", "the answer has no Content-Type", Basis.INFERRED, header="Content-Type")
