"""Judging inbound exchanges: messages from SalesIQ to an integrator, and the integrator's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from salesiq_validate.contract.inbound import InboundContract, InboundKind, inbound_contract
from salesiq_validate.contract.route import Route
from salesiq_validate.finding import Finding, Report, Side
from salesiq_validate.judging.call import Answer, Call
from salesiq_validate.judging.compiled_schema import CompiledSchema
from salesiq_validate.judging.findings import findings_of
from salesiq_validate.judging.plan import Plan
from salesiq_validate.judging.trials import Trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesiq_validate.exchange import Exchange, Request
    from salesiq_validate.judging.context import Context
    from salesiq_validate.judging.plan import StagesOf

_NOWHERE: Final = Route(())


class StagesOfKind(Protocol):
    """Chooses the stages for a kind of message; `is_bare` means that it is an entity without its envelope."""

    def __call__(self, kind: InboundKind, *, is_bare: bool) -> StagesOf: ...


class InboundJudge:
    """Judges inbound exchanges by the contract for inbound messages.

    Arguments:
        context: the validator's context.
        stages_of: chooses the stages; `rules` provides it.
    """

    def __init__(self, context: Context, stages_of: StagesOfKind) -> None:
        self._context = context
        self._stages_of = stages_of
        self._plans: dict[tuple[int, bool], Plan] = {}

    @property
    def _contract(self) -> InboundContract:
        """The inbound contract, read for the first message: most validators never see one."""
        return inbound_contract()

    def check(self, exchange: Exchange) -> Report:
        """Judge one exchange. SalesIQ has no error codes for inbound messages, so the report has no reply."""
        return self._report(exchange, self._found)

    def check_answer(self, exchange: Exchange) -> Report:
        """Judge only the answer."""
        return self._report(exchange, self._found_on_answer)

    def _report(self, exchange: Exchange, judge: Callable[[Exchange], list[Finding]]) -> Report:
        findings = judge(exchange)
        if findings and self._context.try_fixes:
            findings = Trial(exchange, findings, judge, {}).tried()
        return Report(findings)

    def _found(self, exchange: Exchange) -> list[Finding]:
        if exchange.request is None:
            return self._of_answer(exchange, None)
        call = self._call(exchange.request)
        findings = findings_of(call.plan.request, call, Side.REQUEST, exchange.origin)
        return [*findings, *self._of_answer(exchange, call)]

    def _found_on_answer(self, exchange: Exchange) -> list[Finding]:
        return self._of_answer(exchange, None if exchange.request is None else self._call(exchange.request))

    def _of_answer(self, exchange: Exchange, call: Call | None) -> list[Finding]:
        if exchange.response is None:
            return []
        is_bot = call is None or (call.request.method != "HEAD" and self._contract.wants_bot_answer(call.body.document))
        plan = self._plan("bot-answer" if is_bot else "delivery", None)
        answer = Answer.of(exchange.response, call, plan, seconds=exchange.seconds)
        # No page shows a Content-Type here, and SalesIQ reads JSON whatever it says.
        answer.content_type = None
        return findings_of(plan.response, answer, Side.RESPONSE, exchange.origin)

    def _call(self, request: Request) -> Call:
        # The body decides which plan applies; every plan for inbound messages reads a body in the same way.
        call = Call.of(request, _NOWHERE, self._plan("bot-answer", None))
        body = call.body.document
        call.plan = self._plan(self._contract.kind_of(body), body)
        return call

    def _plan(self, kind: InboundKind, body: Any) -> Plan:
        is_bare = kind == "delivery" and self._contract.is_bare_entity(body)
        schema = self._contract.schema_of(kind, body)
        # The contract keeps its few schemas, so their ids are stable keys, however many handlers are invented.
        key = (id(schema), is_bare)
        plan = self._plans.get(key)
        if plan is None:
            stages_of = self._stages_of(kind, is_bare=is_bare)
            bodies = {"json": CompiledSchema(self._context, schema)}
            plan = self._plans[key] = Plan(self._context, None, stages_of, bodies=bodies)
        return plan
