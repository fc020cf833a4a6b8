"""The host belongs to another data centre than the configured one.

## What it does

Where the caller says in which data centre the portal lives, it reports a URL of another one and names the right host.
Without that setting, and for hosts that are no server of SalesIQ, it says nothing.
In a recording that shows how a token was issued, it also reports a call with that token at another data centre than
that of the accounts server.

## Why it matters

A portal lives in one data centre.
The others know neither its screen name nor the tokens of its accounts server, and answer as if those were wrong.

## SalesIQ's answer

None that is documented; 1005 and 1008 are likely.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.eu/api/v2/northwind-desk/departments"}}
```

## Options

The code of the portal's data centre:

```sh
--data-center EU
```

## How sure we are

Documented: the list of servers, each with its data centre.
That a token is good at its own data centre alone is inferred, so this is a warning.
Those of Canada and Saudi Arabia are not on that list and known from public links and client code.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, UrlFaultKind

CODE = "SIQ102"


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.OTHER_DATA_CENTRE):
        yield Fault(
            "url", "the host belongs to another data centre than the configured one", fault.basis, hint=fault.hint
        )
    token, server = call.issued_token, call.route.server
    if token is not None and server is not None and token.data_center != server.data_center:
        yield Fault(
            "url",
            "the host belongs to another data centre than the accounts server that issued the token",
            Basis.INFERRED,
            hint=f"the token was issued for {token.data_center}, and the call went to {server.data_center}",
        )
