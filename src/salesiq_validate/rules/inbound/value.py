"""Faults of a value in a message of SalesIQ, or in the answer to one."""

from __future__ import annotations

from salesiq_validate.rules.api import (
    Basis,
    Fault,
    Meaning,
    SchemaViolation,
    constraint_in_words,
    fault_of,
    types_in_words,
)


def fault_of_value(violation: SchemaViolation, *, is_ours: bool) -> Fault:
    """Return the fault of a wrong type or an unusable value.

    Arguments:
        violation: of the value.
        is_ours: whether the integrator wrote it, as opposed to SalesIQ.
    """
    # A fact that a page only shows is not an error.
    basis = Basis.INFERRED if violation.basis is Basis.EXAMPLE else violation.basis
    if violation.meaning is not Meaning.WRONG_TYPE:
        message = f"the value is {constraint_in_words(violation)}"
    elif is_ours:
        message = f"expected {types_in_words(violation.detail)}, got {violation.shape}"
    else:
        message = f"SalesIQ sends {types_in_words(violation.detail)}, not {violation.shape}"
    return fault_of(violation, message, None, basis=basis, is_ours=is_ours)
