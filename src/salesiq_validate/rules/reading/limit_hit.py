"""A limit ended the reading of a recording before its end.

## What it does

It names the limit that was hit: too many entries, a compressed file that expands too far, YAML that is nested too
deeply or refers to itself too often. What was read before is judged; what follows is not.

## Why it matters

Recordings are written by others, and some are made to exhaust whoever reads them.
What was not read must not pass for clean.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

A gzip file of a mebibyte that holds a gibibyte of blanks.

## Example that passes

Any recording of real traffic, with the default limits.

## Options

The limits `max_entries`, `max_ratio`, `max_depth`, `max_aliases` and `max_events`.

## How sure we are

Certain.

## Source

The limits that this project documents.
"""

from __future__ import annotations

CODE = "SIQ004"
