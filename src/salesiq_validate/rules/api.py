"""The names that rule files import, each in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from salesiq_validate.contract.operation import Parameter, basis_of, condition_holds
from salesiq_validate.contract.private_values import is_secret_name
from salesiq_validate.contract.route import UrlFaultKind
from salesiq_validate.contract.scopes import scope_missing
from salesiq_validate.exchange import UNRECORDED, header_value
from salesiq_validate.finding import Basis, Edit, Fix, SalesIQError, Severity
from salesiq_validate.judging.advisories import advice
from salesiq_validate.judging.call import Answer, Call
from salesiq_validate.judging.fault import Fault, constraint_in_words, either, fault_of, types_in_words
from salesiq_validate.judging.plan import KINDS, Plan
from salesiq_validate.judging.reading import NOTHING
from salesiq_validate.judging.remedies import fix_of_host, fix_of_url
from salesiq_validate.judging.violations import Meaning, SchemaViolation
from salesiq_validate.keypath import KeyPath
from salesiq_validate.privacy.shapes import shape_of

__all__ = [
    "KINDS",
    "NOTHING",
    "UNRECORDED",
    "Answer",
    "Basis",
    "Call",
    "Edit",
    "Fault",
    "Fix",
    "Iterator",
    "KeyPath",
    "Mapping",
    "Meaning",
    "Parameter",
    "Plan",
    "SalesIQError",
    "SchemaViolation",
    "Severity",
    "UrlFaultKind",
    "advice",
    "basis_of",
    "condition_holds",
    "constraint_in_words",
    "either",
    "fault_of",
    "fix_of_host",
    "fix_of_url",
    "header_value",
    "is_secret_name",
    "scope_missing",
    "shape_of",
    "types_in_words",
]
