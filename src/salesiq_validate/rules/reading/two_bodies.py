"""A request or response in a recording has two bodies.

## What it does

In Exchange JSON Lines, a body is one of `body`, `body_base64`, `json` and `form`.
If there are two of them, both are ignored, and the exchange is checked without a body.

## Why it matters

Only one of them was sent, and nothing shows which.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

```jsonl
{"response": {"status": 200, "body": "", "json": {}}}
```

## Example that passes

```jsonl
{"response": {"status": 200, "json": {}}}
```

## How sure we are

Certain.

## Source

The description of Exchange JSON Lines.
"""

from __future__ import annotations

CODE = "SIQ002"
