"""A source file names an OAuth scope that no documented operation needs.

## What it does

`lint` looks at the scopes of SalesIQ in the strings of source files, and reports a resource that no operation's scope
names (`SalesIQ.chats.READ`), another prefix (`ZohoSalesIQ.`), and an operation that is none (`WRITE`).

## Why it matters

The accounts server refuses the whole request for a token that asks for a scope which does not exist.

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

Inferred, so this is a warning: the pages name the scopes of their operations, and no page lists all that there are.

## Source

https://www.zoho.com/salesiq/help/developer-section/rest-api-prerequisite-v2.html
"""

from __future__ import annotations

from salesiq_validate.rules.api import Severity

CODE = "SIQ708"
SEVERITY = Severity.WARNING
STATUS = "preview"
