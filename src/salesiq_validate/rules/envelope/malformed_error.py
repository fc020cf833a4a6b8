"""An error envelope does not have the documented form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.finding import Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.redact import shape_of
from salesiq_validate.rules.answers import envelope_schema
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.wording import types_in_words

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ505"
NAME = "malformed-error"
SEVERITY = Severity.ERROR
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    if not isinstance(case.answer, dict) or "error" not in case.answer:
        return
    judge = case.context.engine.compile(envelope_schema("error"))
    for violation in judge.violations(case.answer):
        path = KeyPath(violation.pointer)
        if violation.keyword == "required":
            yield Fault("envelope", "an error envelope needs this key", path=path)
        elif violation.keyword == "type":
            shape = shape_of(path.resolve(case.answer))
            yield Fault("envelope", f"the key is not {types_in_words(violation.detail)}", path=path, shape=shape)
