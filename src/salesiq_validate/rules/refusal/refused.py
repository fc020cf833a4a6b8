"""SalesIQ refused the request.

## What it does

It reports every error envelope, whatever the HTTP status: the code, its meaning, what to do, the place in the request
that its `json_key` names, and the shape of the value there.
It reports codes that are not documented as well.

## Why it matters

Refusals come with HTTP 200, so code and tests that check only the status take them for success.

## SalesIQ's answer

The refusal that was recorded.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": [{"id": 1}]}}, "response": {"status": 200, "json": {"error": {"code": 1007, "message": "Invalid datatypes found in params", "json_key": "operators[0]"}}}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}, "response": {"status": 200, "json": {"error": {"code": 1019, "message": "Invalid Resource"}}}}
```

## Options

The codes of refusals that you intend, each with its own option:

```sh
--allow-code 1019
```

## How sure we are

Certain: SalesIQ said so.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from typing import Any

from salesiq_validate.exceptions import PathToNowhere
from salesiq_validate.rules.api import NOTHING, Answer, Fault, Iterator, KeyPath, SalesIQError, shape_of

CODE = "SIQ601"


def check(answer: Answer) -> Iterator[Fault]:
    refusal = answer.refusal
    if refusal is None:
        return
    code, message = refusal.get("code"), refusal.get("message")
    if type(code) is not int or not isinstance(message, str) or answer.allows(code):
        return
    entry = answer.context.errors.get(code)
    json_key, param, header = (_text(refusal, key) for key in ("json_key", "param", "header"))
    path = KeyPath.read(json_key) if json_key is not None else None
    path, shape = (None, None) if path is None else _in_request(answer, path)
    if entry is None:
        said = f"SalesIQ refused the request with code {code}, which is not documented"
    else:
        said = f"SalesIQ refused the request with code {code}: {entry.message}"
    yield Fault(
        "envelope",
        said,
        path=path,
        param=param,
        header=header,
        shape=shape,
        hint=" ".join(filter(None, (entry.meaning, entry.advice))) if entry is not None else None,
        received=SalesIQError(code, message, json_key, param, header),
    )


def _text(refusal: Any, key: str) -> str | None:
    value = refusal.get(key)
    return value if isinstance(value, str) else None


def _in_request(answer: Answer, path: KeyPath) -> tuple[KeyPath, str | None]:
    """Return the path as the request's body spells it, and the shape of the value there."""
    document = NOTHING if answer.call is None else answer.call.body.document
    if document is NOTHING:
        return path, None
    found = path.locate(document)
    if found is None:
        return path, None
    try:
        return found, shape_of(found.resolve(document))
    except PathToNowhere:  # pragma: no cover - locate found it
        return path, None
