"""The API has no such resource.

## What it does

It reports a path whose resource is not documented, and names the documented call that does what was meant, or the
nearest ones.
If the meaning is clear (a message to `/chats/{id}/messages`, a misspelt resource), the request is checked as that call
in the same run, and all that depends on this guess is a warning at most.
It does not report names that the reference uses for modules (`contacts`, `companies`, `leads`, `brands`), nor resources
that public tools for bulk copies call (`faqs` of `/api/v3`).
It treats a value outside a fixed list in the path in the same way, such as a kind of record that cannot have tags.

## Why it matters

Much client code is written from memory or by a language model, and calls resources that never existed.

## SalesIQ's answer

`1006 Invalid URL`. Also possible: 1019, and 1004 or 1010 where the documented call has another method.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/chats"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/deparments"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations"}}
```

## Options

An extension file (`--extend`) adds resources of your own.

## How sure we are

Documented for resources that are known to be invented (`chats`, `agents`, `tickets`): the navigation of the reference
lists every resource, and these are not among them.
Any other resource that is not listed is inferred to be wrong, which is a warning.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, UrlFaultKind, fix_of_url

CODE = "SIQ108"
PREDICTS = (1006,)


def check(call: Call) -> Iterator[Fault]:
    for fault in call.url_faults(UrlFaultKind.UNKNOWN_RESOURCE):
        yield Fault(
            "url",
            f"{fault.place} is not a resource of this API"
            if fault.place
            else "this part of the API has no such resource",
            fault.basis,
            code=1006,
            alternatives=(1019, *fault.alternatives),
            hint=fault.hint,
            fix=fix_of_url(call.request.method, call.route),
        )
