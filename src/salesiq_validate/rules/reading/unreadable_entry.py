"""An entry of a recording cannot be read as an exchange.

## What it does

It names every line or entry that is no exchange: broken JSON, a request without method or URL, a type that the form
does not know. The entries around it are read and judged.

## Why it matters

What cannot be read is not judged.
A recording that silently loses entries looks cleaner than it is.

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
