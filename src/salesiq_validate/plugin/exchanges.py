"""The exchanges of a test with SalesIQ: the value of the fixture `salesiq`."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from salesiq_validate.clients.tap import PendingCall
from salesiq_validate.contract.api_traffic import Traffic
from salesiq_validate.decode import json_fast
from salesiq_validate.exceptions import SalesIQWarning
from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.finding import Finding, SalesIQError, Severity, Side
from salesiq_validate.plugin.expectation import Expectation
from salesiq_validate.plugin.failure_text import (
    NOTHING_EXCHANGED,
    failure_text,
    not_refused_text,
    unjudged_text,
    unused_text,
)
from salesiq_validate.reporters.words import counted
from salesiq_validate.rules.refusal import RULES as REFUSAL_RULES
from salesiq_validate.rules.registry import RULE_OF
from salesiq_validate.run.steps import Judgement
from salesiq_validate.server.error_envelope import check_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from salesiq_validate.exchange import Exchange, Request
    from salesiq_validate.finding import Report
    from salesiq_validate.server import StandIn
    from salesiq_validate.validator import Validator


#: The rules about refusals.
_OF_REFUSALS: Final = frozenset(RULE_OF[module] for module in REFUSAL_RULES)


class Messages(NamedTuple):
    """The messages for a test at its end."""

    #: Exchanges that fail the test.
    failing: list[Judgement]
    #: Exchanges that become warnings.
    warned: list[Judgement]
    #: A text for each exchange that we could not judge because of a bug of ours.
    unjudged: list[str]


class SalesIQExchanges:
    """The exchanges of one test with SalesIQ, and the findings on them; calls to other servers are not included.

    They are checked on access, so that an answer that the test reads late is checked, too.
    """

    def __init__(
        self,
        calls: list[PendingCall],
        *,
        fail_on: Severity | None = Severity.ERROR,
        is_known: Callable[[Finding], bool] | None = None,
    ) -> None:
        self._calls = calls
        self._fail_on = fail_on
        self._is_known = is_known
        self._validator: Validator | None = None
        self._expectation = Expectation()
        self._traffic: Traffic | None = None
        self._known: dict[PendingCall, Judgement | None] = {}
        #: Those of `_known` that are complete.
        self._final: set[PendingCall] = set()
        #: Why some of `_known` could not be judged.
        self._unjudged: dict[PendingCall, str] = {}
        #: The codes of refusals that the test asserted, by call.
        self._asserted: dict[PendingCall, set[int]] = {}
        self._told: set[PendingCall] = set()
        #: Beginnings of URLs whose exchanges the stand-in records itself.
        self._left_out: tuple[str, ...] = ()

    def judge_by(self, validator: Validator, expectation: Expectation) -> None:
        """Set the validator, which already has the settings of the expectation."""
        self._validator, self._expectation = validator, expectation
        self._traffic = Traffic(validator.router)
        self._known.clear()
        self._final.clear()
        self._unjudged.clear()

    @contextmanager
    def serving(self, *, refusal_status: int = 200, latency_ms: float = 0, seed: int = 0) -> Iterator[StandIn]:
        """Run a stand-in for SalesIQ; the exchanges of any client with it count as those of the test.

        At the end, a warning names provoked refusals that no call got, and requests that were rejected unchecked.

        Arguments:
            refusal_status: HTTP status of refusals.
            latency_ms: milliseconds to wait before each answer.
            seed: another one makes other data.

        Raises:
            MissingExtra: the stand-in's server library is not installed.
        """
        from salesiq_validate.server import StandIn

        told: list[str] = []
        with StandIn(
            self._known_validator(),
            listener=self._take,
            turned_away=lambda status, why: told.append(f"the stand-in turned a request away, HTTP {status}: {why}"),
            refusal_status=refusal_status,
            latency_ms=latency_ms,
            seed=seed,
        ) as server:
            self._left_out += (f"{server.url}/",)
            yield server
        told += map(unused_text, server.unused_provocations)
        for text in dict.fromkeys(told):
            # The caller is above this generator and `contextlib` on the stack.
            warnings.warn(SalesIQWarning(text), stacklevel=3)

    def _take(self, exchange: Exchange, _report: Report) -> None:
        if exchange.request is not None:
            self._calls.append(
                PendingCall(exchange.request, answer=lambda: exchange.response, sent_at=self._sender(exchange.request))
            )

    def _sender(self, taken: Request) -> str:
        """Return the project's own line that sent a request to the stand-in, "" if another process sent it."""
        path = _path(taken.url)
        for call in reversed(self._calls):
            sent = call.request
            if sent.url.startswith(self._left_out) and sent.method == taken.method and _path(sent.url) == path:
                return call.sent_at
        return ""

    @property
    def validator(self) -> Validator | None:
        """The validator; None until the test's own validator is known."""
        return self._validator

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The requests to SalesIQ and the answers to them, in the order in which they were sent."""
        return tuple(judged.exchange for _, judged in self._judged() if judged.exchange is not None)

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports on each of `exchanges`, whatever the test allows."""
        return tuple(judged.report for _, judged in self._judged() if judged.report is not None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that count: without refusals that the test allows or asserted, and without their causes."""
        return tuple(finding for judged in self.judged for finding in judged.findings)

    @property
    def refusals(self) -> tuple[SalesIQError, ...]:
        """The refusals that the test got, expected or not."""
        errors = (refusal_of(exchange) for exchange in self.exchanges)
        return tuple(error for error in errors if error is not None)

    @property
    def judged(self) -> tuple[Judgement, ...]:
        """The exchanges, with their reports and the findings that count."""
        return tuple(judged._replace(findings=self._counting(call, judged)) for call, judged in self._judged())

    def tell(self) -> Messages:
        """Return the messages about the test's exchanges, each once.

        They include warnings, which often explain the error next to them, but not infos.
        """
        untold = [
            judged._replace(findings=self._counting(call, judged))
            for call, judged in self._judged()
            if call not in self._told
        ]
        unjudged = [text for call, text in self._unjudged.items() if call not in self._told]
        self._told.update(self._calls)
        return Messages(*_parted(untold, self._fails), unjudged)

    def sent_at(self, exchange: Exchange) -> str:
        """Return the project's own line that sent one of `exchanges`, "" if unknown."""
        found = (call for call, judged in self._known.items() if judged is not None and judged.exchange is exchange)
        return next(found).sent_at

    def assert_valid(self) -> None:
        """Fail if there were no exchanges, or if one of them has an error.

        A refusal that the test allows or asserted is not an error. Without an answer, or if nobody read its body into
        memory, only the request of an exchange is checked.
        """
        __tracebackhide__ = True
        judged = self.judged
        if not judged:
            raise AssertionError(NOTHING_EXCHANGED)
        failing, _ = _parted(judged, lambda finding: finding.severity is Severity.ERROR)
        texts = list(self._unjudged.values())
        if failing:
            texts.insert(0, failure_text(failing, self._known_validator(), self.sent_at))
        if texts:
            self._told.update(self._calls)
            raise AssertionError("\n\n".join(texts))

    def assert_bot_answer(self, answer: Any) -> None:
        """Fail if a bot's answer has an error.

        Arguments:
            answer: a response of a test client (Flask, Django, Starlette, httpx, requests), or the document itself.
        """
        __tracebackhide__ = True
        from salesiq_validate.plugin.inbound import report_on_answer

        report = report_on_answer(answer, self._known_validator())
        if not report.ok:
            raise AssertionError("\n".join(["SalesIQ does not understand this answer:", *map(str, report.errors)]))

    def assert_refused(
        self, code: int, *, json_key: str | None = None, param: str | None = None, header: str | None = None
    ) -> None:
        """Fail unless SalesIQ refused a request with this code; this refusal is then not a finding of the test.

        Arguments:
            code: SalesIQ's code.
            json_key, param, header: the place that the refusal must name; None for any place or none.

        Raises:
            UnusableArgument: the code is not a number.
            UnknownName: no refusal had this code, and SalesIQ has no such code; the message has the nearest one.
        """
        __tracebackhide__ = True
        check_code(code)
        wanted = SalesIQError(code, "", json_key, param, header)
        calls = [
            call
            for call, judged in self._judged()
            if judged.exchange is not None and is_as_wanted(refusal_of(judged.exchange), wanted)
        ]
        if not calls:
            if code not in {refusal.code for refusal in self.refusals}:
                check_code(code, self._known_validator().known_codes)
            raise AssertionError(not_refused_text(wanted, self.refusals, self.exchanges, self.reports))
        for call in calls:
            self._asserted.setdefault(call, set()).add(code)

    def __len__(self) -> int:
        return len(self._judged())

    def __repr__(self) -> str:
        return f"<{counted(len(self), 'exchange')} with SalesIQ, {counted(len(self.findings), 'finding')}>"

    def _known_validator(self) -> Validator:
        assert self._validator is not None, "judge_by comes first"
        return self._validator

    def _fails(self, finding: Finding) -> bool:
        return self._fail_on is not None and finding.severity >= self._fail_on

    def _judged(self) -> list[tuple[PendingCall, Judgement]]:
        found = ((call, self._judge(call)) for call in tuple(self._calls))
        return [(call, judged) for call, judged in found if judged is not None]

    def _judge(self, call: PendingCall) -> Judgement | None:
        """Check a call, again if more of it is known now; return None if it is not an exchange with SalesIQ."""
        if call in self._final:
            return self._known[call]
        exchange, known = call.exchange, self._known.get(call)
        if known is None or known.exchange != exchange:
            self._unjudged.pop(call, None)
            try:
                known = self._judge_anew(exchange) if not call.withheld else None
            except Exception as error:  # noqa: BLE001 - a bug of ours fails one test, not the whole run
                known = Judgement(exchange, None, ())
                self._unjudged[call] = unjudged_text(error, call.sent_at)
            self._known[call] = known
        if exchange.response is not None and exchange.response.body is not UNRECORDED:
            self._final.add(call)
        return known

    def _judge_anew(self, exchange: Exchange) -> Judgement | None:
        if not self._concerns(exchange):
            return None
        report = self._known_validator().check(exchange)
        findings: Sequence[Finding] = report.findings
        if self._is_known is not None:
            findings = [finding for finding in findings if not self._is_known(finding)]
        return Judgement(exchange, report, findings)

    def _concerns(self, exchange: Exchange) -> bool:
        """Tell whether an exchange is with SalesIQ: with a documented server, or an API call to any server."""
        if exchange.direction == "inbound":
            return True
        validator, traffic, request = self._known_validator(), self._traffic, exchange.request
        if traffic is None or request is None or not traffic.keep(request.url):
            return False
        if request.url.startswith(self._left_out):
            return False
        try:
            host = urlsplit(request.url).hostname
        except ValueError:
            host = None
        return host in validator.router.servers.by_host or traffic.is_api(exchange)

    def _counting(self, call: PendingCall, judged: Judgement) -> Sequence[Finding]:
        report = judged.report
        code = None if report is None else report.refused_with
        if code is None or (code not in self._expectation.allow and code not in self._asserted.get(call, ())):
            return judged.findings
        return [finding for finding in judged.findings if not _belongs_to(finding, code)]


def _parted(judged: Iterable[Judgement], fails: Callable[[Finding], bool]) -> tuple[list[Judgement], list[Judgement]]:
    """Return the exchanges with findings that fail the test, and the other exchanges with findings to report."""
    failing: list[Judgement] = []
    warned: list[Judgement] = []
    for one in judged:
        told = [finding for finding in one.findings if finding.severity is not Severity.INFO or fails(finding)]
        if told:
            (failing if any(map(fails, told)) else warned).append(one._replace(findings=told))
    return failing, warned


def _path(url: str) -> str:
    """Return the part of a URL after the server."""
    return url.partition("://")[2].partition("/")[2]


def _belongs_to(finding: Finding, code: int) -> bool:
    """Tell whether a finding is a refusal with this code, or its cause."""
    if finding.side is Side.RESPONSE:
        return finding.rule in _OF_REFUSALS
    return finding.error is not None and (finding.error.code == code or code in finding.alternatives)


def is_as_wanted(refusal: SalesIQError | None, wanted: SalesIQError) -> bool:
    """Tell whether a refusal has the wanted code and names."""
    return (
        refusal is not None
        and refusal.code == wanted.code
        and wanted.json_key in (None, refusal.json_key)
        and wanted.param in (None, refusal.param)
        and wanted.header in (None, refusal.header)
    )


def refusal_of(exchange: Exchange) -> SalesIQError | None:
    """Return the error in an answer; the report says whether it follows the contract."""
    if exchange.direction == "inbound":
        return None
    body = None if exchange.response is None else exchange.response.body
    try:
        document: Any = json_fast.loads(body) if isinstance(body, bytes) else None
    except (ValueError, RecursionError):
        return None
    error = document.get("error") if isinstance(document, dict) and "data" not in document else None
    if not isinstance(error, dict) or type(error.get("code")) is not int:
        return None
    named = (value if isinstance(value := error.get(key), str) else None for key in ("json_key", "param", "header"))
    return SalesIQError(error["code"], str(error.get("message", "")), *named)
