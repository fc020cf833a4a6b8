"""The text of a recording breaks.

## What it does

It names the line on which a HAR or a cassette stops being what it began as, most often because a download or a test
run was cut off. Entries before the break, and after it where they can be found again, are judged.

## Why it matters

Entries may be missing, and what is missing is not judged.

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
