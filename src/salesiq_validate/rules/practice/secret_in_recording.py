"""A cassette or collection holds a token that looks real.

## What it does

It looks for Zoho's OAuth tokens (`1000.` and twice 32 hexadecimal digits) in VCR cassettes and Postman collections,
which are made to be kept and passed on, and names the line of the first one.
Made-up tokens of few different digits, placeholders and what `scrub` writes are none.
HAR files and logs hold tokens by nature, so they say nothing here: treat them as secrets.

## Why it matters

A refresh token is valid until somebody revokes it, and whoever can read the repository can use it.

## SalesIQ's answer

None: this is about the recording, not about a request.

## Example that fails

```postman
{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "header": [{"key": "Authorization", "value": "Zoho-oauthtoken 1000.0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"}]}}]}
```

## Example that passes

```postman
{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"request": {"method": "GET", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "header": [{"key": "Authorization", "value": "Zoho-oauthtoken {{token}}"}]}}]}
```

## How sure we are

Inferred from the form of the token alone: whether it is valid, nobody can tell without asking.

## Source

The form of tokens on Zoho's pages about OAuth.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Severity

CODE = "SIQ702"
SEVERITY = Severity.WARNING
STATUS = "preview"
