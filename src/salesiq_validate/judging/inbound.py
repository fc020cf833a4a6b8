"""Judging inbound exchanges: what SalesIQ sent to an integrator, and what the integrator answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from salesiq_validate.contract.inbound import InboundKind, inbound_contract
from salesiq_validate.contract.route import Route
from salesiq_validate.finding import Finding, Report, Side
from salesiq_validate.judging.call import Answer, Call
from salesiq_validate.judging.compiled_schema import CompiledSchema
from salesiq_validate.judging.findings import findings_of
from salesiq_validate.judging.plan import Plan

if TYPE_CHECKING:
    from salesiq_validate.exchange import Exchange, Request
    from salesiq_validate.judging.context import Context

_NOWHERE: Final = Route(())


class PlanMaker(Protocol):
    """Makes the plan for a kind of message; `is_bare` says that it is an entity without its envelope."""

    def __call__(self, kind: InboundKind, schema: CompiledSchema, *, is_bare: bool) -> Plan: ...


class InboundJudge:
    """Judges inbound exchanges by the contract for them.

    Arguments:
        context: as of a validator.
        make_plan: chooses the stages; the rules hand it in.
    """

    def __init__(self, context: Context, make_plan: PlanMaker) -> None:
        self._context = context
        self._make_plan = make_plan
        self._contract = inbound_contract()
        self._plans: dict[tuple[object, ...], Plan] = {}

    def check(self, exchange: Exchange) -> Report:
        """Judge one exchange; SalesIQ has no code for what is wrong, so the report has no reply."""
        if exchange.request is None:
            return self.check_answer(exchange)
        call = self._call(exchange.request)
        findings = findings_of(call.plan.request, call, Side.REQUEST, exchange.origin)
        return Report((*findings, *self._of_answer(exchange, call)))

    def check_answer(self, exchange: Exchange) -> Report:
        """Judge the answer alone."""
        call = None if exchange.request is None else self._call(exchange.request)
        return Report(self._of_answer(exchange, call))

    def _of_answer(self, exchange: Exchange, call: Call | None) -> list[Finding]:
        if exchange.response is None:
            return []
        is_bot = call is None or (call.request.method != "HEAD" and self._contract.wants_bot_answer(call.body.document))
        plan = self._plan("bot-answer" if is_bot else "delivery", None)
        answer = Answer.of(exchange.response, call, plan, seconds=exchange.seconds)
        # No page prints one, and whatever it says, SalesIQ reads JSON.
        answer.content_type = None
        return findings_of(plan.response, answer, Side.RESPONSE, exchange.origin)

    def _call(self, request: Request) -> Call:
        # Its body tells the plan, and is read alike by every plan of inbound messages.
        call = Call.of(request, _NOWHERE, self._plan("bot-answer", None))
        body = call.body.document
        call.plan = self._plan(self._contract.kind_of(body), body)
        return call

    def _plan(self, kind: InboundKind, body: Any) -> Plan:
        handler = body.get("handler") if isinstance(body, dict) else None
        is_bare = kind == "delivery" and self._contract.is_bare_entity(body)
        key = (kind, is_bare, handler if isinstance(handler, str) and len(handler) < _LONGEST else None)
        plan = self._plans.get(key)
        if plan is None:
            schema = CompiledSchema(self._context, self._contract.schema_of(kind, body))
            if len(self._plans) > _MOST:
                self._plans.clear()
            plan = self._plans[key] = self._make_plan(kind, schema, is_bare=is_bare)
        return plan


#: Characters of a handler's name, and kinds of messages that are kept.
_LONGEST: Final = 40
_MOST: Final = 50
