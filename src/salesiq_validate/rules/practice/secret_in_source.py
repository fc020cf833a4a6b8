"""A source file contains a token or a client secret that looks real.

## What it does

`lint` looks for Zoho's OAuth tokens (`1000.` and twice 32 hexadecimal digits) in source files, including comments.
In files that mention SalesIQ, it also looks for a client secret after that name.
Made-up values with few different digits and placeholders do not count.
It never shows the value.

## Why it matters

A refresh token is valid until somebody revokes it, and anybody who can read the repository, its forks or its history
can use it.

## SalesIQ's answer

None: this is about the source, not about a request.

## Example that fails

```python
# for Zoho SalesIQ
REFRESH_TOKEN = "1000.4be61f0a7d93c28e5b1f6a0c9d27e384.a91c5d02e7f84b36908d1e2f7c5a6b43"
```

## Example that passes

```python
# for Zoho SalesIQ
REFRESH_TOKEN = os.environ["SALESIQ_REFRESH_TOKEN"]
```

## How sure we are

Inferred from the form: only the server knows whether it is valid.

## Source

The form of tokens on Zoho's pages about OAuth.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Severity

CODE = "SIQ707"
SEVERITY = Severity.WARNING
STATUS = "preview"
