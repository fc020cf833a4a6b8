r"""An uploaded file is larger than the documented limit.

## What it does

It compares the size of a file in a multipart body with the limit on the operation's page.
If the page gives no limit, it reports nothing.
For messages the limit is 50 MB, read as 52,428,800 bytes.

## Why it matters

A large upload takes minutes before SalesIQ refuses it.

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

The examples use an operation of your own with a limit of ten bytes:

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

Documented, except whether a megabyte has 1,000,000 or 1,048,576 bytes: the rule uses the larger limit.

## Source

https://www.zoho.com/salesiq/help/developer-section/send-message-operator-conversation-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, Plan, basis_of

CODE = "SIQ411"
PREDICTS = (1027,)


def fires(plan: Plan) -> bool:
    return any("x-salesiq-max-bytes" in schema for schema in plan.files.values())


def check(call: Call) -> Iterator[Fault]:
    if call.body.multipart is None:
        return
    for part in call.body.multipart.parts:
        schema = call.plan.files.get(part.name, {})
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
