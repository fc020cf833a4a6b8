"""The parts of a finding that we show: only listed names or, with values, all but secrets and personal data."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from salesiq_validate.finding import SalesIQError
from salesiq_validate.keypath import KeyPath

if TYPE_CHECKING:
    from salesiq_validate.finding import Finding
    from salesiq_validate.privacy.redactor import Redactor


@cache
def redactor() -> Redactor:
    """Return the redactor of this run, so that the same secret has the same placeholder in all of its output."""
    # Imported here: it takes 6 ms and more, and values are shown on request only.
    from salesiq_validate.contract.private_values import private_names
    from salesiq_validate.privacy.redactor import Redactor

    return Redactor(private_names())


def shown_path(finding: Finding, *, show_values: bool) -> KeyPath | None:
    """Return the place in the body, as far as we may show it."""
    if finding.path is None or not show_values:
        return finding.shown_path
    return KeyPath(
        segment if isinstance(segment, int) else redactor().text(segment) for segment in finding.path.segments
    )


def shown_param(finding: Finding, *, show_values: bool) -> str | None:
    """Return the parameter's name, as far as we may show it."""
    return redactor().text(finding.param) if show_values and finding.param is not None else finding.shown_param


def shown_error(finding: Finding, *, show_values: bool) -> SalesIQError | None:
    """Return the predicted or received error as far as we may show it; a server's message may repeat request values."""
    error = finding.error
    if error is None or not show_values:
        return finding.shown_error
    return SalesIQError(
        error.code,
        redactor().text(error.message),
        *(None if name is None else redactor().text(name) for name in (error.json_key, error.param, error.header)),
    )
