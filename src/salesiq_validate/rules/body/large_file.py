r"""An uploaded file is larger than documented.

## What it does

It compares the size of a file in a multipart body with the limit that the operation's page gives, and is silent where
no page gives one.
For messages that limit is 50 MB, read as 52,428,800 bytes.

## Why it matters

A large upload takes minutes before it is refused.

## SalesIQ's answer

`1027 File size is greater than the allowed size`.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/notes", "headers": {"Content-Type": "multipart/form-data; boundary=b"}, "body": "--b\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"plan.txt\"\r\n\r\nMonday and Tuesday\r\n--b--\r\n"}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/notes", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "multipart/form-data; boundary=b"}, "body": "--b\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"plan.txt\"\r\n\r\nMonday\r\n--b--\r\n"}}
```

## Options

The examples use an operation of one's own with a limit of ten bytes:

```sh
--extend notes.json
```

```json
{"resource": "notes", "title": "Notes", "operations": [
  {"operationId": "add_note", "method": "POST", "path": "/api/v2/{screen_name}/notes",
   "parameters": [{"name": "screen_name", "in": "path", "required": true, "schema": {"type": "string"}}],
   "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {
     "scan": {"type": "string", "x-salesiq-format": "binary", "x-salesiq-max-bytes": 10}}}}}}}]}
```

## How sure we are

Documented, but for the question whether a megabyte has 1,000,000 or 1,048,576 bytes: the larger one is taken.

## Source

https://www.zoho.com/salesiq/help/developer-section/send-message-operator-conversation-v2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.contract.operation import basis_of
from salesiq_validate.finding import Severity
from salesiq_validate.judging.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.plan import OperationPlan

CODE: Final = "SIQ411"
NAME: Final = "large-file"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final = (1027,)
STATUS: Final = "stable"
SINCE: Final = "0.1"


def fires(plan: OperationPlan) -> bool:
    return any("x-salesiq-max-bytes" in schema for schema in plan.files.values())


def check(case: Case) -> Iterator[Fault]:
    if case.multipart is None or case.plan is None:
        return
    for part in case.multipart.parts:
        schema = case.plan.files.get(part.name, {})
        limit = schema.get("x-salesiq-max-bytes")
        if limit is not None and part.size > limit:
            yield Fault(
                "param",
                f"the file is larger than the documented {limit} bytes",
                basis_of(schema, "x-salesiq-max-bytes"),
                param=part.name,
                shape=f"a file of {part.size} bytes",
                code=1027,
            )
