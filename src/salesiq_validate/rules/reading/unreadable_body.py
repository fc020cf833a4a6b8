"""A recorded body is not what the recording says it is.

## What it does

It names a body that is marked as base64 and is none, text that no bytes can have given, or another type than the
form knows. The exchange is judged without that body.

## Why it matters

A body that is lost in the recording is not judged, and the client may still have sent a good one.

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
