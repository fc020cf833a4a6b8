r"""The answer is not JSON, or is empty.

## What it does

It reports an answer without a body if an envelope is documented, a text that is not JSON, and a media type other than
JSON.
It reports nothing if the pages show that the operation answers with nothing, or if the body was not recorded.
It also skips files and pages at an undocumented path; if the request is not known, it skips only files.

## Why it matters

If a gateway sends a login page or an error page with HTTP 200, code that expects an envelope breaks.

## SalesIQ's answer

Not the recorded one: JSON is documented for every answer.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "headers": {"Content-Type": "text/html"}, "body": "<!doctype html><title>Sign in</title>"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "body": ""}}
{"request": null, "response": {"status": 200, "headers": {"Content-Type": "text/html"}, "body": "<!doctype html><title>Sign in</title>"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": "{\"url\": \"/api/v2/northwind-desk/departments\", \"object\": \"list\", \"data\": []}"}}
```

## How sure we are

It is documented that answers are JSON.
That no answer is empty is inferred, because some pages show no answer at all.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import NOTHING, UNRECORDED, Answer, Basis, Fault, Iterator
from salesiq_validate.rules.envelope.expected import speaks
from salesiq_validate.rules.problems import MALFORMED, place

CODE = "SIQ506"


def check(answer: Answer) -> Iterator[Fault]:
    response = answer.response
    if response.body is UNRECORDED or not speaks(answer):
        return
    if not response.body:
        if answer.method.upper() == "HEAD":
            return  # RFC 9110, 9.3.2: such an answer never has content
        if answer.operation is None or not (answer.operation.empty_response or answer.operation.data is None):
            yield Fault("envelope", "the answer has no body, but an envelope is documented", Basis.INFERRED)
        return
    for problem in answer.body.problems:
        if problem.kind in MALFORMED:
            yield Fault("envelope", f"the answer is not JSON: {problem.detail}{place(problem)}", path=problem.path)
            return
    if answer.document is NOTHING and not answer.body.problems:
        media = answer.media_type
        basis = (
            Basis.DOCUMENTED if answer.operation is not None and answer.operation.data is not None else Basis.INFERRED
        )
        if media is not None:
            yield Fault("envelope", "the answer has another media type, but a JSON envelope is documented", basis)
