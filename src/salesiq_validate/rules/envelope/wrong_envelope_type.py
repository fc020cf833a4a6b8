"""A key of the envelope has the wrong data type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from salesiq_validate.catalogue.operation import basis_of
from salesiq_validate.finding import Basis, Severity
from salesiq_validate.keypath import KeyPath
from salesiq_validate.redact import shape_of
from salesiq_validate.rules.answers import envelope_schema
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.wording import types_in_words

if TYPE_CHECKING:
    from salesiq_validate.rules.case import Case

CODE = "SIQ504"
NAME = "wrong-envelope-type"
SEVERITY = Severity.ERROR
PREDICTS = ()


def check(case: Case) -> Iterator[Fault]:
    if not isinstance(case.answer, dict) or "error" in case.answer or "data" not in case.answer:
        return
    schema = envelope_schema("success")
    judge = case.context.engine.compile(schema)
    for violation in judge.violations(case.answer):
        if violation.keyword == "required":
            continue
        path = KeyPath(violation.pointer)
        member = schema["properties"].get(violation.pointer[0], {})
        stated = violation.pointer[0] in schema["required"]
        yield Fault(
            "envelope",
            f"the envelope's key is not {types_in_words(member.get('type', 'string'))}",
            basis_of(member, violation.keyword) if stated else Basis.INFERRED,
            path=path,
            shape=shape_of(path.resolve(case.answer)),
        )
