"""Calls of one portal go to several data centres.

## What it does

When everything is judged, it reports a portal (a screen name) that was called at servers of more than one data centre,
with the number of calls of each.
With `--data-center` it says nothing, because every call to another one is then an error of its own, with its place.

## Why it matters

A portal lives in one data centre.
The others know neither its screen name nor its tokens, and answer as if those were wrong.

## SalesIQ's answer

None that is documented; 1005 and 1008 are likely.

## Example that fails

```traffic
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.eu/api/v2/northwind-desk/departments"}}
```

## Example that passes

```traffic
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
{"request": {"method": "GET", "url": "https://salesiq.zoho.eu/api/v2/northwind-desk-europe/departments"}}
```

## How sure we are

Inferred: the servers are listed, and that no two of them know the same portal follows from what a data centre is.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-v2.html
"""

from __future__ import annotations

from typing import Final

from salesiq_validate.finding import Severity

CODE: Final = "SIQ703"
NAME: Final = "mixed-data-centres"
SEVERITY: Final = Severity.WARNING
PREDICTS: Final[tuple[int, ...]] = ()
STATUS: Final = "preview"
SINCE: Final = "0.1"
