"""SalesIQRefusal: the exception of a hook for an error envelope, with advice on sending the request again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from salesiq_validate.contract.operation import repeatable_methods
from salesiq_validate.exceptions import SalesIQValidateError
from salesiq_validate.finding import Finding, Report

if TYPE_CHECKING:
    from salesiq_validate.contract.errors import CatalogueEntry, FaultOf, Retry
    from salesiq_validate.exchange import Exchange
    from salesiq_validate.validator import Validator


class SalesIQRefusal(SalesIQValidateError):
    """SalesIQ refused a request, with any HTTP status.

    Attributes:
        code: SalesIQ's code (int), as received.
        message: SalesIQ's message, as received.
        operation: operationId of the request; None if none matches.
        path: the `KeyPath` that the answer names, as the request spells it; None if it names none.
        param, header: the parameter or header that the answer names.
        shape: the shape of the value at that path in the request, without the value: "a string of 12 characters".
        retry: whether the same request may succeed later: "never", "after-refresh" of the token, "after-wait", "once".
        fault: what must change before it succeeds: "request", "credentials", "portal" or "server".
        is_repeatable: whether sending it twice has the same effect as once, by the contract.
        exchange: the request and the answer, with headers and bodies.
        finding, report: the validator's result for the answer.
    """

    def __init__(
        self,
        finding: Finding,
        report: Report,
        exchange: Exchange,
        entry: CatalogueEntry | None = None,
        is_repeatable: bool = False,  # noqa: FBT001, FBT002 - exceptions are unpickled from their arguments by place
    ) -> None:
        super().__init__(finding, report, exchange, entry, is_repeatable)
        self.finding = finding
        self.report = report
        self.exchange = exchange
        self.retry: Retry = "never" if entry is None else entry.retry
        self.fault: FaultOf = "request" if entry is None else entry.fault
        self.is_repeatable = is_repeatable
        received = finding.error
        self.code = received.code if received is not None else 0
        self.message = received.message if received is not None else ""
        self.operation = report.operation
        self.path = finding.path
        self.param = finding.param
        self.header = finding.header
        self.shape = finding.shape

    @classmethod
    def of(cls, finding: Finding, report: Report, exchange: Exchange, validator: Validator) -> SalesIQRefusal:
        """Return the refusal in a finding, with the facts of a validator's catalogue about its code."""
        entry = None if finding.error is None else validator.errors.get(finding.error.code)
        operation = next((one for one in validator.operations if one.id == report.operation), None)
        return cls(finding, report, exchange, entry, operation is not None and operation.is_repeatable)

    @property
    def may_send_again(self) -> bool:
        """Whether the same request may be sent again after a pause, without any change.

        SalesIQ did not carry out a request that came too early; it may have carried out one that failed inside the
        server.
        """
        return self.retry == "after-wait" or (self.retry == "once" and self.is_repeatable)

    def __str__(self) -> str:
        operation = f"{self.operation}: " if self.operation else ""
        named = self.finding.json_key if self.path is not None else self.finding.shown_param or self.header
        sent = f", where the request has {self.shape}" if self.shape else ""
        at = f" at {named}{sent}" if named else ""
        return f"{operation}{self.finding.message.removesuffix('.')}{at}. {self.finding.hint or ''}".rstrip()


class _Attempt(Protocol):
    """The state that tenacity passes to a retry predicate; its `RetryCallState` is one."""

    attempt_number: int

    @property
    def outcome(self) -> Any:
        """The future of the last call."""
        ...


def retry_refusal(state: _Attempt) -> bool:
    """Tell tenacity whether to call again: `Retrying(retry=retry_refusal, wait=..., stop=...)`.

    After a refusal with "once", the request is sent one more time; with "after-wait", for as long as `stop` allows.
    """
    error = None if state.outcome is None else state.outcome.exception()
    if not isinstance(error, SalesIQRefusal) or not error.may_send_again:
        return False
    return error.retry != "once" or state.attempt_number == 1


def urllib3_retry_options() -> dict[str, Any]:
    """Return arguments for urllib3's `Retry`, in addition to `total`: methods that are safe to repeat, and statuses.

    `Retry` sees only the HTTP status, below every hook, so it never sees a refusal with 200.
    """
    return {
        "allowed_methods": repeatable_methods(),
        "status_forcelist": frozenset({429, 500, 502, 503, 504}),
        # The last answer says more than an exception from urllib3.
        "raise_on_status": False,
    }
