"""A cassette or collection contains a token that looks real.

## What it does

It looks for Zoho's OAuth tokens (`1000.` and twice 32 hexadecimal digits) in VCR cassettes and Postman collections,
which people keep and share, and names the line of the first one.
Made-up tokens with few different digits, placeholders and the output of `scrub` do not count.
HAR files and logs always contain tokens, so this rule does not report them: treat such files as secrets.

## Why it matters

A refresh token is valid until somebody revokes it, and anybody who can read the repository can use it.

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

Inferred from the form of the token: only the server knows whether it is valid.

## Source

The form of tokens on Zoho's pages about OAuth.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Severity

CODE = "SIQ702"
SEVERITY = Severity.WARNING
STATUS = "preview"
