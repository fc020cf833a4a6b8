"""The reader stopped before the end of a recording because of a limit.

## What it does

It names the limit: too many entries, a compressed file that expands too far, or YAML that is nested too deeply or
refers to itself too often.
Everything before that point is checked, and nothing after it.

## Why it matters

You may get recordings from others, and a malicious one can try to exhaust the memory of the machine that reads it.
A part that was not read must not look valid.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

A gzip file of one mebibyte that unpacks to a gibibyte of blanks.

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
