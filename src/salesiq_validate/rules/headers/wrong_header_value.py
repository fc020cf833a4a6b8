"""A header that the operation documents has a value that is not listed.

## What it does

It judges the headers that an operation itself documents, such as `X-SIQ-Channel` of the deletion of conversations: a
value that is not listed, and an absent header that is mandatory.

## Why it matters

Such a header decides what the call acts upon.

## SalesIQ's answer

`1054 Invalid header value`, with the header's name in `header`.

## Example that fails

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations", "headers": {"X-SIQ-Channel": "web"}}}
```

## Example that passes

```jsonl
{"request": {"method": "DELETE", "url": "https://salesiq.zoho.com/api/v2/northwind-desk/conversations", "headers": {"Authorization": "Zoho-oauthtoken 1000.0123abcd.4567cdef", "X-SIQ-Channel": "website"}}}
```

## How sure we are

As sure as the operation's page: the values of `X-SIQ-Channel` are documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/delete-chat.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from salesiq_validate.contract.operation import Parameter, basis_of
from salesiq_validate.exchange import header_value
from salesiq_validate.finding import Basis, Severity
from salesiq_validate.judging.fault import Fault

if TYPE_CHECKING:
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.plan import OperationPlan

CODE: Final = "SIQ207"
NAME: Final = "wrong-header-value"
SEVERITY: Final = Severity.ERROR
PREDICTS: Final = (1054,)
STATUS: Final = "stable"
SINCE: Final = "0.1"


def fires(plan: OperationPlan) -> bool:
    return bool(plan.headers)


def check(case: Case) -> Iterator[Fault]:
    if case.plan is None or case.request is None:
        return
    for name, parameter in case.plan.headers.items():
        value = header_value(case.request.headers, name)
        if value is None:
            if parameter.required and not case.may_lack(name):
                yield _fault(
                    parameter,
                    f"the header {parameter.name} is absent",
                    Basis(parameter.basis.get("required", "documented")),
                )
        elif "enum" in parameter.schema and value not in parameter.schema["enum"]:
            allowed = ", ".join(parameter.schema["enum"])
            basis = basis_of(parameter.schema, "enum")
            yield _fault(
                parameter, f"the header {parameter.name} has a value that is not listed", basis, f"listed are {allowed}"
            )


def _fault(parameter: Parameter, message: str, basis: Basis, hint: str | None = None) -> Fault:
    return Fault("header", message, basis, header=parameter.name, code=1054, hint=hint)
