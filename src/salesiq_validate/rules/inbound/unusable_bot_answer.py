"""The bot's answer is not a JSON object with HTTP 200.

## What it does

It checks the status and the body of a bot's answer.
If you give public keys, 401 and 403 are right for a request whose signature is missing or wrong.

## Why it matters

SalesIQ shows the visitor nothing, or an error of its own, and the bot seems to be dead.

## SalesIQ's answer

None: this is about a message that SalesIQ sends, or about the answer to it.

## Example that fails

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 500, "headers": {"Content-Type": "application/json"}, "body": null}}
```

## Example that passes

```jsonl
{"direction": "inbound", "request": {"method": "POST", "url": "https://bot.example.com/salesiq", "headers": {"Content-Type": "application/json"}, "json": {"handler": "message", "operation": "message", "org_id": "10", "request": {"id": "r-1"}, "visitor": {"active_conversation_id": "900200", "channel": "Website"}, "message": {"text": "When do you open?"}, "attachments": []}}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "json": {"action": "reply", "replies": ["We open at nine."]}}}
```

## How sure we are

The status is inferred, the form is documented.

## Source

https://www.zoho.com/salesiq/help/developer-section/zobot-webhook-request-response-format.html
"""

from __future__ import annotations

from typing import Final

from salesiq_validate.decode.problem import ProblemKind
from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.rules.api import (
    NOTHING,
    Answer,
    Basis,
    Fault,
    Iterator,
    KeyPath,
    shape_of,
)

CODE = "SIQ811"
STATUS = "preview"


_REFUSALS: Final = frozenset({401, 403})
#: How SalesIQ reads these is not known.
_ENCODINGS: Final = frozenset({ProblemKind.BYTE_ORDER_MARK, ProblemKind.WRONG_CHARSET, ProblemKind.NOT_UTF8})
_BREACHES: Final = _ENCODINGS | {
    ProblemKind.CONTROL_CHARACTER,
    ProblemKind.LEADING_ZERO,
    ProblemKind.NOT_A_NUMBER,
    ProblemKind.TRAILING_COMMA,
}


def check(answer: Answer) -> Iterator[Fault]:
    status = answer.response.status
    if status in _REFUSALS and answer.call is not None and answer.call.is_forged:
        return
    if status not in (200, None):
        yield Fault("status", f"a bot must answer with HTTP 200, not {status}")
        return
    if answer.response.body is UNRECORDED:
        return
    document, problems = answer.document, answer.body.problems
    if not isinstance(document, dict):
        shape = None if document is NOTHING else shape_of(document)
        detail = f": {problems[0].detail}" if problems else ""
        yield Fault("body", f"a bot must answer with a JSON object{detail}", path=KeyPath(), shape=shape)
        return
    # It could be read as it was meant, but SalesIQ may not do so.
    for problem in problems:
        if problem.kind in _BREACHES:
            basis = Basis.INFERRED if problem.kind in _ENCODINGS else Basis.DOCUMENTED
            yield Fault("body", f"a bot must answer with a JSON object: {problem.detail}", basis, path=KeyPath())
            return
