"""A source file names an OAuth scope that no documented operation needs.

## What it does

`lint` reads the SalesIQ scopes in the strings of source files.
It reports a resource that no operation's scope names (`SalesIQ.chats.READ`), another prefix (`ZohoSalesIQ.`), and an
operation that does not exist (`WRITE`).

## Why it matters

If a request for a token asks for a scope that does not exist, the accounts server refuses the whole request.

## SalesIQ's answer

None: the accounts server answers first, with `invalid_scope`.

## Example that fails

```python
# for Zoho SalesIQ
SCOPE = "SalesIQ.chats.READ,SalesIQ.departments.READ"
```

## Example that passes

```python
# for Zoho SalesIQ
SCOPE = "SalesIQ.conversations.READ,SalesIQ.departments.READ"
```

## How sure we are

Inferred, so this is a warning: the pages name the scopes of their operations, but no page lists all scopes.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-prerequisite-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Severity

CODE = "SIQ708"
SEVERITY = Severity.WARNING
STATUS = "preview"
