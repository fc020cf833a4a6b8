"""A refusal came without our gateway's request id.

## What it does

It reports refusals that lack the header `X-Request-Id`, which our gateway adds to all that it passes on.

## Why it matters

Without it, nobody finds the call in the gateway's log.
"""

from __future__ import annotations

from salesiq_validate.rules.api import Answer, Fault, Iterator, Severity, header_value

CODE = "NWD002"
FAMILY = "refusal"
SEVERITY = Severity.INFO


def check(answer: Answer) -> Iterator[Fault]:
    """Yield what is wrong with an answer."""
    if answer.refusal is not None and header_value(answer.response.headers, "x-request-id") is None:
        yield Fault("header", "the refusal did not come through our gateway", header="X-Request-Id")
