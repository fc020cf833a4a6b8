"""An entry of a recording is larger than the limit, so it was not read.

## What it does

It names a line or an entry larger than `max_line_bytes`.
The reader skips it without loading it, and reads the entries before and after it.

## Why it matters

Without a limit, one endless line would fill the memory.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

A line of 129 MiB with the default limits.

## Example that passes

A line of 128 MiB: it has room for the largest file that SalesIQ documents, in base64.

## Options

The limit `max_line_bytes`.

## How sure we are

Certain.

## Source

The limits that this project documents.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Severity

CODE = "SIQ003"
SEVERITY = Severity.WARNING
