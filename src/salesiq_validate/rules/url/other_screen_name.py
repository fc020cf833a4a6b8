"""The URL names another portal than the one you configured.

## What it does

If you configure the screen name of your portal, it reports a URL with another screen name.
Without that setting it reports nothing.

## Why it matters

A token works for its own portal only.

## SalesIQ's answer

`1005 Invalid portal or wrong screen name.` Also possible: 1006.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind/departments"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## Options

The screen name of the portal:

```sh
--screen-name northwind-desk
```

## How sure we are

Documented, provided that the configured name is right.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind, fix_of_url

CODE = "SIQ107"
PREDICTS = (1005,)


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.OTHER_SCREEN_NAME):
        yield Fault(
            "url",
            "the screen name is not the one you configured",
            fault.basis,
            code=1005,
            alternatives=(1006,),
            fix=fix_of_url(call.request.method, call.route),
        )
