"""What stands in the screen name's place cannot be one.

## What it does

It reports a placeholder that was never filled, a word that stands for no name (`undefined`, `your_portal`), a name with
characters that no screen name was seen with, a number of twelve digits or more, which most likely is the id of an app
or department, and a token, a client secret or an e-mail address.
Where the screen name is configured, another rule compares with that one instead of guessing from words and digits.

## Why it matters

Templates that nobody filled and ids in the wrong place are among the most frequent faults of client code.

## SalesIQ's answer

`1005 Invalid portal or wrong screen name.` Also possible: 1006.

## Example that fails

```jsonl
{"id": "a placeholder", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/{screen_name}/departments"}}
{"id": "a variable that held nothing", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/undefined/departments"}}
{"id": "a blank", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind%20desk/departments"}}
{"id": "a token", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/1000.0123abcd.4567cdef/departments"}}
{"id": "an id", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/104000000000123/departments"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## How sure we are

A placeholder is documented to be none: the pages say what to put in its place.
That a token, a secret or an e-mail address is none follows from what the pages say a screen name is.
No page gives a grammar of screen names, so the rest is inferred and gives warnings.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind

CODE = "SIQ106"
PREDICTS = (1005,)


_MESSAGES = {
    UrlFaultKind.PLACEHOLDER: "a placeholder that was never filled stands in the screen name's place",
    UrlFaultKind.UNFILLED_WORD: "a word for a name that was never filled in stands in the screen name's place",
    UrlFaultKind.MALFORMED_SCREEN_NAME: "the screen name holds characters that no screen name was seen with",
    UrlFaultKind.NUMERIC_SCREEN_NAME: "a long number, most likely an id, stands in the screen name's place",
    UrlFaultKind.PRIVATE_SCREEN_NAME: "a token, a secret or an e-mail address stands in the screen name's place",
}


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(*_MESSAGES):
        yield Fault(
            "url",
            _MESSAGES[fault.kind],
            fault.basis,
            code=1005,
            alternatives=(1006,),
            hint="the screen name stands in the dashboard's address: https://salesiq.zoho.com/<screen name>/index",
        )
