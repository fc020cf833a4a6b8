"""The recording ends in the middle, or is damaged.

## What it does

It names the line at which a HAR file or a cassette stops being valid, most often because a download or a test run was
cut off.
Entries before that line are checked, and so are entries after it if the reader finds them again.

## Why it matters

Entries may be missing, and missing entries are not checked.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

```har
{"log": {"version": "1.2", "entries": [
```

## Example that passes

```har
{"log": {"version": "1.2", "entries": []}}
```

## How sure we are

Certain.

## Source

HTTP Archive 1.2.
"""

from __future__ import annotations

CODE = "SIQ007"
