"""An entry of a recording is not an exchange.

## What it does

It names every line or entry that cannot be read: broken JSON, a request without a method or URL, a type that the format
does not allow.
The other entries are read and checked.

## Why it matters

An entry that cannot be read is not checked.
If a recording silently lost entries, it would look better than it is.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

```jsonl
{"id": "cut off", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departm
```

## Example that passes

```jsonl
{"id": "whole", "request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments"}}
```

## How sure we are

Certain: the text is there or it is not.

## Source

The forms of recordings that this project documents.
"""

from __future__ import annotations

CODE = "SIQ001"
