"""A saved request uses a variable without a value.

## What it does

It names a request of a Postman collection whose URL or body contains a `{{variable}}` for which neither the collection
nor the caller gives a value.
That part of the request is not checked.

## Why it matters

Nobody knows what such a request sent, so it cannot be checked, and the collection may look better than it is.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

```postman
{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"request": {"method": "GET", "url": "{{base_url}}/departments"}}]}
```

## Example that passes

```postman
{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"request": {"method": "GET", "url": "{{base_url}}/departments"}}], "variable": [{"key": "base_url", "value": "https://salesiq.zoho.com/api/v2/northwind-desk"}]}
```

## How sure we are

Certain.

## Source

Postman's collection format, versions 2.0 and 2.1.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Severity

CODE = "SIQ009"
SEVERITY = Severity.WARNING
