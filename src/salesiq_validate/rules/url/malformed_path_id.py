"""An id in the path does not have the form of an id.

## What it does

It compares the ids in the path with the ids of that kind in the documentation: most are digits, some are hexadecimal,
UUIDs or e-mail addresses.
It cannot tell whether a well-formed id exists.

## Why it matters

If there is a name, a placeholder or `undefined` instead of an id, the code took it from the wrong field.

## SalesIQ's answer

`1019 Invalid Resource`. Also possible: 1006, 1011.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/undefined"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments/104000000000123"}}
```

## How sure we are

Inferred, so this is a warning: pages show ids in examples, but never describe their form.
If ids of this kind are digits, a token, a client secret or an e-mail address is certainly wrong: an error.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind

CODE = "SIQ112"
PREDICTS = (1019,)


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.MALFORMED_ID, UrlFaultKind.PRIVATE_ID):
        is_private = fault.kind is UrlFaultKind.PRIVATE_ID
        wrong = "is a token, a secret or an e-mail address" if is_private else "does not look like an id of this kind"
        yield Fault(
            "url",
            f"the value of {{{fault.parameter}}} in the path {wrong}",
            fault.basis,
            param=fault.parameter,
            code=1019,
            alternatives=(1006, 1011),
            hint=fault.hint,
        )
