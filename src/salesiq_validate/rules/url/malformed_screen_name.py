"""This is not a possible screen name.

## What it does

It reports these values where the screen name belongs:
- a placeholder that was never filled in
- a word that programs write for an empty variable or that tutorials use as an example (`undefined`, `your_portal`)
- a name with characters that no known screen name has
- a number of twelve digits or more, most likely the id of an app or a department
- a token, a client secret or an e-mail address

If you configure the screen name, `other-screen-name` compares with it, and this rule does not guess from words and
digits.

## Why it matters

Templates that nobody filled in, and ids in the wrong place, are among the most frequent mistakes in client code.

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

A placeholder is documented to be wrong: the pages say what to put in its place.
For a token, a secret or an e-mail address it follows from what the pages call a screen name.
No page says which characters a screen name may have, so the rest is inferred and gives warnings.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind, fix_of_url

CODE = "SIQ106"
PREDICTS = (1005,)


_MESSAGES = {
    UrlFaultKind.PLACEHOLDER: "the screen name is a placeholder that was never filled in",
    UrlFaultKind.UNFILLED_WORD: "the screen name is a stand-in word such as undefined or your_portal",
    UrlFaultKind.MALFORMED_SCREEN_NAME: "the screen name has characters that no known screen name has",
    UrlFaultKind.NUMERIC_SCREEN_NAME: "the screen name is a long number, most likely an id",
    UrlFaultKind.PRIVATE_SCREEN_NAME: "the screen name is a token, a secret or an e-mail address",
}


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(*_MESSAGES):
        yield Fault(
            "url",
            _MESSAGES[fault.kind],
            fault.basis,
            code=1005,
            alternatives=(1006,),
            hint="find the screen name in the dashboard's address: https://salesiq.zoho.com/<screen name>/index",
            fix=fix_of_url(call.request.method, call.route),
        )
