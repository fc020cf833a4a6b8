"""Fault: what a rule yields; and the words for violations of schemas."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from attrs import define

from salesiq_validate.contract.text_formats import format_of
from salesiq_validate.finding import Basis, Fix, SalesIQError, Where
from salesiq_validate.judging.advisories import ADVISORY_MARK
from salesiq_validate.judging.remedies import fix_of
from salesiq_validate.keypath import KeyPath

if TYPE_CHECKING:
    from salesiq_validate.judging.violations import SchemaViolation


@define(repr=False)
class Fault:
    """One thing that a rule found. It knows neither severities nor settings; the validator makes a `Finding` from it.

    It is not frozen, because it lives only briefly: to freeze eleven fields takes longer than to find the fault.
    """

    where: Where
    #: What is wrong, in our words, with documented names and shapes; never a value or an unlisted name.
    message: str
    basis: Basis = Basis.DOCUMENTED
    path: KeyPath | None = None
    param: str | None = None
    header: str | None = None
    #: The shape of the value at that place, from `shapes.shape_of`.
    shape: str | None = None
    #: The SalesIQ code that answers this fault.
    code: int | None = None
    #: Other codes that were seen in answer to it.
    alternatives: tuple[int, ...] = ()
    hint: str | None = None
    #: SalesIQ's actual answer, for rules about refusals; `code` is then not used.
    received: SalesIQError | None = None
    #: How many faults of this kind it stands for, if a body has too many to list each.
    count: int = 1
    #: How to correct it, if that is known.
    fix: Fix | None = None

    @property
    def place(self) -> tuple[str | int, ...]:
        """The place in the query or body: the parameter, and the path inside its value."""
        path = () if self.path is None else self.path.segments
        return path if self.param is None else (self.param, *path)


_TYPES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


def types_in_words(types: Any) -> str:
    """Return the value of the keyword `type` in words: `a string or an integer`."""
    names = [types] if isinstance(types, str) else list(types)
    return either([_TYPES.get(name, "another type") for name in names])


def either(words: Collection[str]) -> str:
    """Join words with commas and a final "or"."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def constraint_in_words(violation: SchemaViolation) -> str:
    """Say which constraint of the schema a value violates."""
    keyword, detail = violation.keyword, violation.detail
    if keyword == "enum":
        values = _distinct(detail)
        return f"not one of the {len(values)} listed values" if len(values) > 6 else f"not {either(values)}"
    plain = {
        "const": "not the only possible value",
        "pattern": "not of the documented form",
        "minimum": f"below {detail}",
        "maximum": f"above {detail}",
        "exclusiveMinimum": f"not above {detail}",
        "exclusiveMaximum": f"not below {detail}",
        "minLength": f"shorter than {detail} characters" if detail != 1 else "empty",
        "maxLength": f"longer than {detail} characters",
        "minItems": f"a list of fewer than {detail} items" if detail != 1 else "an empty list",
        "maxItems": f"a list of more than {detail} items",
        "uniqueItems": "a list that repeats an item",
        "minProperties": f"an object with fewer than {detail} members",
        "maxProperties": f"an object with more than {detail} members",
        "multipleOf": f"not a multiple of {detail}",
        "anyOf": "not of any allowed form",
        "oneOf": "not of exactly one allowed form",
        "not": "of a form that is not allowed",
    }
    return plain.get(keyword, "not what the schema accepts")


def _distinct(values: Iterable[Any]) -> list[str]:
    """Return listed values as texts, each once, also if a number is listed as a string as well."""
    return list(dict.fromkeys(map(str, values)))


def hint_of(violation: SchemaViolation) -> str | None:
    """Suggest the nearest documented value or name, or the likely meaning of an invented name."""
    if violation.nearest is not None:
        return f"did you mean {violation.nearest.text}?"
    if violation.keyword == "type" and (look := format_of(violation.schema)) is not None and look.hint:
        return look.hint
    # The message lists the values itself if they are few, unless it is advice.
    if violation.keyword == "enum":
        values = _distinct(violation.detail)
        if len(values) > 6 or ADVISORY_MARK in violation.schema:
            return f"the listed values are {', '.join(values[:20])}"
    return None


def fault_of(
    violation: SchemaViolation,
    message: str,
    code: int | None,
    *alternatives: int,
    basis: Basis | None = None,
    is_ours: bool = True,
) -> Fault:
    """Return the fault for a violation in the JSON body, or in a parameter or form field.

    Arguments:
        code: SalesIQ's answer; None if SalesIQ is not known to object.
        alternatives: other codes that SalesIQ was seen to answer.
        basis: the basis to use instead of the violation's own.
        is_ours: whether the caller sends the message, and so can correct it.
    """
    of_params = violation.of_params
    return Fault(
        "param" if of_params else "body",
        message,
        violation.basis if basis is None else basis,
        path=violation.inner if of_params else violation.path,
        param=violation.field if of_params else None,
        shape=violation.shape or None,
        code=code,
        alternatives=alternatives,
        hint=hint_of(violation),
        count=violation.count,
        fix=fix_of(violation) if is_ours else None,
    )
