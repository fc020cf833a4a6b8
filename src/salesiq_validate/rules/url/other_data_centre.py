"""The URL belongs to another data centre than the portal or its token.

## What it does

If you say in which data centre the portal lives, it reports a URL of another one and names the right host.
Without that setting, and for hosts that are not servers of SalesIQ, it reports nothing.
If a recording shows which accounts server issued a token, it also reports a call that uses this token at another data
centre.

## Why it matters

A portal lives in one data centre.
The other data centres know neither its screen name nor its tokens, and answer as if the request were wrong.

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

Documented: a page lists the servers, each with its data centre.
That a token works in its own data centre only is inferred, so this is a warning.
The servers of Canada and Saudi Arabia are not on that list; they are known from public links and client code.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Basis, Call, Fault, Iterator, UrlFaultKind, fix_of_host

CODE = "SIQ102"


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.OTHER_DATA_CENTRE):
        yield Fault(
            "url",
            "the host belongs to another data centre than the one you configured",
            fault.basis,
            hint=fault.hint,
            fix=fix_of_host(call.request.url, call.context.router),
        )
    token, server = call.issued_token, call.route.server
    if token is not None and server is not None and token.data_center != server.data_center:
        yield Fault(
            "url",
            "the accounts server that issued the token is in another data centre than this host",
            Basis.INFERRED,
            hint=f"the token is for {token.data_center}, and the call went to {server.data_center}",
        )
