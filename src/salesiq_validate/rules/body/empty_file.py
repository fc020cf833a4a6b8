r"""An uploaded file is empty.

## What it does

It reports a file in a multipart body that has no content.

## Why it matters

Most often the code had already read the stream to its end, to compute a hash or to log it.

## SalesIQ's answer

`1018 File is empty`. Also possible: 1015, 1011.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/messages", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "multipart/form-data; boundary=b"}, "body": "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plan.txt\"\r\n\r\n\r\n--b--\r\n"}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations/104000000000321/messages", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "Content-Type": "multipart/form-data; boundary=b"}, "body": "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"plan.txt\"\r\n\r\nMonday\r\n--b--\r\n"}}
```

## How sure we are

Documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, Plan

CODE = "SIQ410"
PREDICTS = (1018,)


def fires(plan: Plan) -> bool:
    return bool(plan.files)


def check(call: Call) -> Iterator[Fault]:
    if call.body.multipart is None:
        return
    for part in call.body.multipart.parts:
        if part.name in call.plan.files and part.size == 0:
            yield Fault(
                "param",
                "the file is empty",
                param=part.name,
                shape="a file of 0 bytes",
                code=1018,
                alternatives=(1015, 1011),
            )
