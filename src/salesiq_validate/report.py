"""Report: the findings on one exchange and the one answer SalesIQ would give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from salesiq_validate.exceptions import InvalidExchange
from salesiq_validate.finding import Finding, SalesIQError, Severity, Side

#: SalesIQ answers with one error only. Which it looks at first is undocumented; this order is ours (inferred):
#: the URL, the method, the token, the content type, then parameters, then the body.
_FIRST: Final = {1006: 0, 1005: 1, 1004: 2, 1010: 2, 1002: 3, 1008: 4, 1009: 5, 1054: 6}
_PARAM: Final = 7
_WHOLE_BODY: Final = 8
_BODY: Final = 9


def _turn(finding: Finding) -> int:
    if finding.error is None:  # pragma: no cover - callers filter
        return _BODY
    early = _FIRST.get(finding.error.code)
    if early is not None and finding.where != "body":
        return early
    if finding.where == "param":
        return _PARAM
    return _BODY if finding.path is not None and finding.path.segments else _WHOLE_BODY


def _as_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(findings)


@frozen(repr=False)
class Report:
    """What was found on one exchange; falsy when there are errors: `if not report: ...`."""

    #: In the order of `reply`: URL, headers, parameters in query order, body in document order, then the response.
    findings: tuple[Finding, ...] = field(default=(), converter=_as_findings)
    #: operationId of the operation that the request was judged by, None when none matches.
    operation: str | None = None
    #: The code that SalesIQ refused the exchange with, intended or not; 0 where the refusal has none, None without one.
    refused_with: int | None = field(default=None, kw_only=True)

    @property
    def ok(self) -> bool:
        """No finding of severity error; warnings may stand."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    @property
    def reply_finding(self) -> Finding | None:
        """The finding that SalesIQ would answer with, None when it would accept the request."""
        candidates = [
            finding
            for finding in self.findings
            if finding.side is Side.REQUEST and finding.severity is Severity.ERROR and finding.error is not None
        ]
        return min(candidates, key=_turn, default=None)

    @property
    def reply(self) -> SalesIQError | None:
        """The single error SalesIQ would send, or None; `reply.as_envelope()` is its JSON."""
        finding = self.reply_finding
        return None if finding is None else finding.error

    def raise_for_errors(self) -> None:
        """Do nothing when `ok`.

        Raises:
            InvalidExchange: carries this report and lists every error.
        """
        if not self.ok:
            raise InvalidExchange(self)

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return f"<Report: {len(self.errors)} errors, {len(self.findings)} findings, operation {self.operation}>"
