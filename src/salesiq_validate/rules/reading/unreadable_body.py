"""A body in a recording cannot be decoded as the recording says.

## What it does

It reports a body that is marked as base64 and is not base64, text that no bytes can decode to, and a body whose type
the format does not allow.
The exchange is checked without that body.

## Why it matters

A body that the recorder damaged is not checked, although the client may have sent a good one.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

```jsonl
{"request": null, "response": {"status": 200, "body_base64": "no base64 at all!"}}
```

## Example that passes

```jsonl
{"request": null, "response": {"status": 200, "body_base64": "eyJ1cmwiOiAiIn0="}}
```

## How sure we are

Certain.

## Source

The forms of recordings that this project documents.
"""

from __future__ import annotations

CODE = "SIQ005"
