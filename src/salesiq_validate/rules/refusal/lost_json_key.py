"""The refusal names a path that the request does not have.

## What it does

It reports a `json_key` that is not a path in SalesIQ's syntax, and one that names a place which the request's body does
not have.
A refusal may name a missing key, so the rule accepts a key that is absent from an existing object.

## Why it matters

The recording may have paired an answer with the wrong request, or a proxy may have changed the body that the client
sent.

## SalesIQ's answer

The refusal that was recorded.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"]}}, "response": {"status": 200, "json": {"error": {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "operators[3].name"}}}}
{"response": {"status": 200, "json": {"error": {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "operators[[1"}}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"]}}, "response": {"status": 200, "json": {"error": {"code": 1015, "message": "Either the input stream is invalid or absent", "json_key": "is_public"}}}}
```

## How sure we are

The syntax of paths is documented; the rest is inferred.
The severity is info.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import NOTHING, Answer, Basis, Fault, Iterator, KeyPath, Severity

CODE = "SIQ602"
SEVERITY = Severity.INFO


def check(answer: Answer) -> Iterator[Fault]:
    refusal = answer.refusal
    json_key = refusal.get("json_key") if refusal is not None else None
    if not isinstance(json_key, str) or answer.allows((refusal or {}).get("code")):
        return
    path = KeyPath.read(json_key)
    if path is None:
        yield Fault(
            "envelope", "the refusal's json_key is not a path in SalesIQ's syntax", path=KeyPath(("error", "json_key"))
        )
        return
    document = NOTHING if answer.call is None else answer.call.body.document
    if document is NOTHING or path.locate(document) is not None:
        return
    around = path.parent.locate(document)
    # A refusal names what is missing, too.
    absent_key = around is not None and isinstance(around.resolve(document), dict)
    if not absent_key:
        yield Fault(
            "envelope", "the refusal names a place that the request's body does not have", Basis.INFERRED, path=path
        )
