r"""A multipart body sends a file as a text field.

## What it does

It reports a part that has the name of a file field and content, but no file name.

## Why it matters

Servers recognise a file by the `filename` of its part.

## SalesIQ's answer

None that is documented. Also possible: 1011, 1015, 1028.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/messages", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "multipart/form-data; boundary=b"}, "body": "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nMonday\r\n--b--\r\n"}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/messages", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "multipart/form-data; boundary=b"}, "body": "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plan.txt\"\r\n\r\nMonday\r\n--b--\r\n"}}
```

## How sure we are

Inferred from the way servers read such bodies, so this is a warning.

## Source

RFC 7578, section 4.2.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, Plan, Severity

CODE = "SIQ413"
SEVERITY = Severity.WARNING
STATUS = "preview"


def fires(plan: Plan) -> bool:
    return bool(plan.files)


def check(call: Call) -> Iterator[Fault]:
    if call.body.multipart is None:
        return
    for part in call.body.multipart.parts:
        if part.name in call.plan.files and part.filename is None and part.size:
            yield Fault(
                "param",
                "the file has no file name, so servers read it as a text field",
                Basis.INFERRED,
                param=part.name,
                alternatives=(1011, 1015, 1028),
            )
