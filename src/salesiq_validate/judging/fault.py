"""Fault: what a rule yields, and how it words a violation of a schema."""

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
    """One thing that a rule found; the validator makes a `Finding` of it. It knows neither severities nor settings.

    Not frozen, as nobody keeps one: to freeze eleven fields takes longer than to find the fault.
    """

    where: Where
    #: In our words, about documented names and shapes; never a value or an unlisted name.
    message: str
    basis: Basis = Basis.DOCUMENTED
    path: KeyPath | None = None
    param: str | None = None
    header: str | None = None
    #: What stands there, by `redact.shape_of`.
    shape: str | None = None
    #: The SalesIQ code that this fault earns.
    code: int | None = None
    #: Other codes it has been seen to earn.
    alternatives: tuple[int, ...] = ()
    hint: str | None = None
    #: What SalesIQ did answer, for rules about refusals; then `code` is not used.
    received: SalesIQError | None = None
    #: How many faults of this kind it stands for, where a body has more than are told one by one.
    count: int = 1
    #: How to mend it, where that is known.
    fix: Fix | None = None

    @property
    def place(self) -> tuple[str | int, ...]:
        """Where in the query or body it is: the parameter and the path inside of it."""
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
    """Return `a string or an integer` for the value of the keyword type."""
    names = [types] if isinstance(types, str) else list(types)
    return either([_TYPES.get(name, "another type") for name in names])


def either(words: Collection[str]) -> str:
    """Join words by commas and a last "or"."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def constraint_in_words(violation: SchemaViolation) -> str:
    """Say what the schema wants of a value that it does not take."""
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
    """Return listed values as texts; a number that is listed as a string too is told once."""
    return list(dict.fromkeys(map(str, values)))


def hint_of(violation: SchemaViolation) -> str | None:
    """Name the nearest documented value or name, and what an invented name most likely meant."""
    if violation.nearest is not None:
        return f"did you mean {violation.nearest.text}?"
    if violation.keyword == "type" and (look := format_of(violation.schema)) is not None and look.hint:
        return look.hint
    # The message names few values itself, unless it is advice.
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
    """Word a violation as a fault of the JSON body, or of the parameter or form field.

    Arguments:
        code: what SalesIQ answers; None where it is not known to object.
        alternatives: other codes that it has been seen to answer.
        basis: instead of the violation's own.
        is_ours: whether the message is one that the caller sends, and so can mend.
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
