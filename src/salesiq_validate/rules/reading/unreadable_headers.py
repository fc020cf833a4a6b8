"""Recorded headers are not names with texts.

## What it does

It names a message whose headers have another shape than the form knows.
Those that can be read are judged; nothing is concluded from the absence of others.

## Why it matters

A header that is lost in the recording would look as if it had never been sent.

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
