"""A header of the operation is missing, or its value is not listed.

## What it does

It checks the headers that an operation documents, such as `X-SIQ-Channel` of the call that deletes conversations.
It reports a value that is not listed, and a mandatory header that is absent.

## Why it matters

Such a header decides what the call changes.

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

from salesiq_validate.rules.api import Basis, Call, Edit, Fault, Fix, Iterator, Parameter, Plan, basis_of, header_value

CODE = "SIQ207"
PREDICTS = (1054,)


def fires(plan: Plan) -> bool:
    return bool(plan.headers)


def check(call: Call) -> Iterator[Fault]:
    for name, parameter in call.plan.headers.items():
        value = header_value(call.request.headers, name)
        if value is None:
            if parameter.required and not call.may_lack(name):
                yield _fault(
                    parameter,
                    f"the header {parameter.name} is absent",
                    Basis(parameter.basis.get("required", "documented")),
                )
        elif "enum" in parameter.schema and value not in parameter.schema["enum"]:
            allowed = ", ".join(parameter.schema["enum"])
            basis = basis_of(parameter.schema, "enum")
            message = f"the header {parameter.name} has a value that is not listed"
            yield _fault(parameter, message, basis, f"the listed values are {allowed}")


def _fault(parameter: Parameter, message: str, basis: Basis, hint: str | None = None) -> Fault:
    listed = parameter.schema.get("enum", ())
    fix = Fix((Edit("set-header", listed[0]),)) if len(listed) == 1 else None
    return Fault("header", message, basis, header=parameter.name, code=1054, hint=hint, fix=fix)
