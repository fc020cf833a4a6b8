"""A department is created without a description.

## What it does

It reports calls that create a department and send no description, or an empty one.

## Why it matters

Our operators choose the department for a transfer by its description.

## Example that fails

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"]}}}
```

## Example that passes

```jsonl
{"request": {"method": "POST", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/departments", "json": {"name": "Billing", "operators": ["104000000000456"], "description": "Invoices"}}}
```
"""

from __future__ import annotations

from salesiq_validate.rules.api import Call, Fault, Iterator, KeyPath, Plan, Severity

CODE = "NWD001"
FAMILY = "body"
SEVERITY = Severity.WARNING


def fires(plan: Plan) -> bool:
    """Tell, once for each operation, whether the rule has to look."""
    return plan.operation is not None and plan.operation.id == "create_department"


def check(call: Call) -> Iterator[Fault]:
    """Yield what is wrong with a request."""
    if isinstance(call.body.document, dict) and not call.body.document.get("description"):
        yield Fault("body", "the department has no description", path=KeyPath(("description",)))
