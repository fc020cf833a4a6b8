"""A message of a recording carries two bodies.

## What it does

Exchange JSON Lines writes a body as `body`, `body_base64`, `json` or `form`, one of them.
Where a message has two, neither is taken, and the exchange is judged without that body.

## Why it matters

Only one of them can have been sent, and nothing tells which.

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
