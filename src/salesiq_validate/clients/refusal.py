"""SalesIQRefusal: what a hook raises for an error envelope."""

from __future__ import annotations

from typing import Any

from salesiq_validate.exceptions import SalesIQValidateError
from salesiq_validate.finding import Finding, Report, Side


def is_refusal(finding: Finding) -> bool:
    """Tell whether a finding is a refusal that came, and not a fault of a request or of an answer's form."""
    return finding.side is Side.RESPONSE and finding.error is not None


class SalesIQRefusal(SalesIQValidateError):
    """SalesIQ refused a request, behind whatever HTTP status.

    Attributes:
        code: SalesIQ's code (int), as received.
        message: SalesIQ's message, as received.
        path: the `KeyPath` that the answer names, as it stands in the request; None where it names none.
        param, header: the parameter or header that the answer names.
        shape: what stands at the path in the request, without its value: "a string of 12 characters".
        finding, report: what the validator says of the answer.
    """

    def __init__(self, finding: Finding, report: Report) -> None:
        super().__init__(finding, report)
        self.finding = finding
        self.report = report
        received = finding.error
        self.code = received.code if received is not None else 0
        self.message = received.message if received is not None else ""
        self.path = finding.path
        self.param = finding.param
        self.header = finding.header
        self.shape = finding.shape

    def __str__(self) -> str:
        stands = f"; the request holds {self.shape} there" if self.shape else ""
        return f"{self.finding.message} ({self.finding.location}{stands}). {self.finding.hint or ''}".rstrip()

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.finding, self.report))
