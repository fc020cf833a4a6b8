"""Hook: judges the requests and answers of one client, of any library."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

from salesiq_validate.clients.log import FindingLog, with_operation
from salesiq_validate.clients.own_code import level_of_sender
from salesiq_validate.clients.refusal import SalesIQRefusal
from salesiq_validate.clients.tap import PendingCall
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.exceptions import SalesIQWarning, UnknownName, UnusableArgument
from salesiq_validate.exchange import Exchange, Request, Response
from salesiq_validate.finding import InvalidExchange, Report, Severity
from salesiq_validate.judging.call import Call
from salesiq_validate.run.results.story import is_refusal
from salesiq_validate.validator import Validator, shared_validator

Mode: TypeAlias = Literal["raise", "warn", "log", "collect"]
#: The lowest severity that makes a request wrong.
FailOn: TypeAlias = Literal["error", "warning"]


class Hook:
    """Judges the requests and answers of one client; safe to share between threads.

    Arguments:
        validator: a validator with your portal's settings; the default has no settings.
        mode: `raise` an exception before a wrong request is sent, and for a refusal; `warn` instead; write a `log`;
            or only `collect`.
        fail_on: whether only errors make a request wrong, or warnings as well.
        log_per_minute: the most records that mode `log` writes in a minute; further findings are only counted.
        collect_at_most: the most exchanges that mode `collect` keeps; further ones are only counted.
        refusals: whether to report refusals; False if your code handles them itself.
        on_report: called with every exchange that has findings, in every mode.

    Attributes:
        collected: in mode `collect`, the exchanges with findings and their reports, in order.
        left_out: the number of further exchanges with findings that were not kept.

    Raises:
        UnknownName: there is no such mode or severity; the exception names the nearest one.
        UnusableArgument: the validator is not a `Validator`, or another argument is of the wrong kind.
    """

    def __init__(
        self,
        validator: Validator | None = None,
        *,
        mode: Mode = "raise",
        fail_on: FailOn | Severity = "error",
        log_per_minute: int = 60,
        collect_at_most: int = 1_000,
        refusals: bool = True,
        on_report: Callable[[Exchange, Report], None] | None = None,
    ) -> None:
        if mode not in get_args(Mode):
            raise UnknownName("mode of a hook", mode, get_args(Mode))
        if str(fail_on) not in get_args(FailOn):
            raise UnknownName("severity for fail_on", str(fail_on), get_args(FailOn))
        if validator is not None and not isinstance(validator, Validator):
            raise UnusableArgument(f"The first argument of Hook must be a Validator, not {type(validator).__name__}")
        for name, most in (("log_per_minute", log_per_minute), ("collect_at_most", collect_at_most)):
            if type(most) is not int or most < 0:
                raise UnusableArgument(f"{name} must be a whole number of at least 0")
        if on_report is not None and not callable(on_report):
            raise UnusableArgument(f"on_report must be a function, not {type(on_report).__name__}")
        self.validator = shared_validator() if validator is None else validator
        self.mode = mode
        self.fail_on = Severity(str(fail_on))
        self.refusals = refusals
        self.on_report = on_report
        self.collected: list[tuple[Exchange, Report]] = []
        self.collect_at_most = collect_at_most
        self.left_out = 0
        self._lock = threading.Lock()
        self._log = FindingLog(log_per_minute)
        self._traffic = Traffic(self.validator.router)

    @classmethod
    def of(cls, given: Hook | Validator | None) -> Hook:
        """Return the hook for an argument: a hook, a validator to make one with, or None for the default.

        Raises:
            UnusableArgument: it is something else.
        """
        if isinstance(given, Hook):
            return given
        if given is None or isinstance(given, Validator):
            return cls(given)
        raise UnusableArgument(f"a hook must be a Hook or a Validator, not {type(given).__name__}")

    def concerns(self, url: str) -> bool:
        """Tell whether to judge requests to a URL; only those to SalesIQ's servers are judged."""
        return self._traffic.is_server(url)

    def before(self, request: Request) -> Call | None:
        """Judge a request before it is sent; return its call, or None if it is not a call of the API.

        Raises:
            InvalidExchange: in mode `raise`, if the request is wrong.
        """
        # A page or a file on the same server is not a call of the API.
        if not self._traffic.is_call(request):
            return None
        call, report = self.validator.check_call(request)
        if report.findings:
            error = InvalidExchange(report, self.fail_on) if self._is_wrong(report) else None
            self.tell(Exchange(request), report, error)
        return call

    def after(self, request: Request, response: Response, call: Call | None = None) -> None:
        """Judge an answer. Findings on the request are not repeated.

        Arguments:
            call: the result of `before` for the request, so that the request is read only once.

        Raises:
            SalesIQRefusal: in mode `raise`, if the answer is an error envelope, with any HTTP status.
        """
        if call is None and not self._traffic.is_call(request):
            return
        exchange = Exchange(request, response)
        whole = self.validator.check_answer(exchange, call)
        found = [finding for finding in whole.findings if self.refusals or not is_refusal(finding)]
        if found:
            report = Report(found, whole.operation, refused_with=whole.refused_with)
            refusal = next((one for one in found if is_refusal(one) and one.severity >= self.fail_on), None)
            error = None if refusal is None else SalesIQRefusal.of(refusal, report, exchange, self.validator)
            self.tell(exchange, report, error)

    def begin(self, request: Request) -> PendingCall:
        """Take a request from a client that is about to send it."""
        return PendingCall(request, judged=self.before(request))

    def end(self, call: PendingCall) -> None:
        """Take the answer from a client."""
        response = None if call.answer is None else call.answer()
        if response is not None:
            self.after(call.request, response, call.judged)

    def _is_wrong(self, report: Report) -> bool:
        return any(finding.severity >= self.fail_on for finding in report.findings)

    def tell(self, exchange: Exchange, report: Report, error: Exception | None) -> None:
        """Report findings according to the mode.

        Arguments:
            error: the exception for mode `raise`; None if the findings are only worth warnings.
        """
        if self.on_report is not None:
            self.on_report(exchange, report)
        if self.mode == "collect":
            with self._lock:
                if len(self.collected) < self.collect_at_most:
                    self.collected.append((exchange, report))
                else:
                    self.left_out += 1
        elif self.mode == "log":
            for finding in report.findings:
                self._log.add(finding)
        elif self.mode == "raise" and error is not None:
            raise error
        else:
            for finding in report.findings:
                if finding.severity is not Severity.INFO:
                    warnings.warn(with_operation(finding), SalesIQWarning, stacklevel=level_of_sender())


class Installation:
    """A hook installed in a client; as a context manager, it removes the hook at the end."""

    def __init__(self, hook: Hook, remove: Callable[[], None]) -> None:
        self.hook = hook
        self._remove: Callable[[], None] | None = remove

    def remove(self) -> None:
        """Restore the client; a second call does nothing."""
        if self._remove is not None:
            self._remove()
            self._remove = None

    def __enter__(self) -> Hook:
        return self.hook

    def __exit__(self, *_: object) -> None:
        self.remove()
