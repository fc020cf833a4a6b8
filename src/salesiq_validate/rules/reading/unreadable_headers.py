"""Recorded headers are not pairs of a name and a text.

## What it does

It names a request or response whose headers do not have the form that the format describes.
Headers that can be read are checked, and no other header counts as absent.

## Why it matters

A header that the recorder lost would look like one that the client never sent.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": "none"}}
```

## Example that passes

```jsonl
{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "headers": {}}}
```

## How sure we are

Certain.

## Source

The forms of recordings that this project documents.
"""

from __future__ import annotations

CODE = "SIQ006"
