"""An entry of a recording is larger than the limit and was not read.

## What it does

It names a line or entry over `max_line_bytes`, which is passed over without being loaded.
The entries around it are read and judged.

## Why it matters

A single endless line would otherwise fill the memory.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

A line of 129 MiB with the default limits.

## Example that passes

A line of 128 MiB, which holds the greatest file that SalesIQ documents, in base64.

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
