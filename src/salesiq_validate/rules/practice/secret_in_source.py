"""A source file holds a token or a client secret that looks real.

## What it does

`lint` looks for Zoho's OAuth tokens (`1000.` and twice 32 hexadecimal digits) in source files, comments included, and
for client secrets behind that name in files that speak of SalesIQ.
Made-up values of few different digits and placeholders are none. The value is never shown.

## Why it matters

A refresh token is valid until somebody revokes it, and whoever can read the repository, its forks and its history can
use it.

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

Inferred from the form alone: whether it is valid, nobody can tell without asking.

## Source

The form of tokens on Zoho's pages about OAuth.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Severity

CODE = "SIQ707"
SEVERITY = Severity.WARNING
STATUS = "preview"
