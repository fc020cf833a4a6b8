"""Judging outbound exchanges: calls of SalesIQ's API, and SalesIQ's answers."""

from __future__ import annotations

import threading
from json import dumps
from typing import TYPE_CHECKING, Final

from attrs import evolve

from salesiq_validate.contract.route import Route, UrlFaultKind
from salesiq_validate.engine.subschemas import plain_schema
from salesiq_validate.exchange import Exchange
from salesiq_validate.finding import Report, Side
from salesiq_validate.judging.call import Answer, Call
from salesiq_validate.judging.compiled_schema import CompiledSchema
from salesiq_validate.judging.findings import findings_of
from salesiq_validate.judging.plan import Plan
from salesiq_validate.judging.shared_paths import in_order_of_meaning
from salesiq_validate.judging.trials import MADE_UP, Trial, mended

if TYPE_CHECKING:
    from collections.abc import Iterable

    from salesiq_validate.contract.operation import Operation, Schema
    from salesiq_validate.exchange import Origin, Request
    from salesiq_validate.finding import Finding
    from salesiq_validate.judging.context import Context
    from salesiq_validate.judging.plan import StagesOf

#: A caller with a schema of their own for an undocumented path knows the path better than the contract.
_FORGIVEN: Final = frozenset({UrlFaultKind.UNKNOWN_RESOURCE, UrlFaultKind.UNKNOWN_PATH, UrlFaultKind.WRONG_METHOD})
#: For such a path, the method is not judged either, and no guess at a documented operation is used.
_NOWHERE: Final = frozenset({UrlFaultKind.UNKNOWN_RESOURCE, UrlFaultKind.UNKNOWN_PATH})
#: How many of the callers' schemas stay compiled.
_MOST_SCHEMAS: Final = 256


class OutboundJudge:
    """Judges each call by the plan of the operation that it means; threads may share it.

    Arguments:
        context: the validator's context.
        stages_of: chooses the stages of a plan; `rules` provides it.
    """

    def __init__(self, context: Context, stages_of: StagesOf) -> None:
        self._context = context
        self._stages_of = stages_of
        self._plans: dict[Operation | None, Plan] = {}
        self._schema_plans: dict[tuple[Operation | None, str], Plan] = {}
        self._lock = threading.Lock()

    def check(self, exchange: Exchange) -> Report:
        """Judge a request and its response, and find the place in the request that a refusal names."""
        if exchange.request is None:
            return self._with_answer(exchange, None, [])
        call, findings = self._judge(exchange.request, exchange.origin)
        return self._with_answer(exchange, call, findings)

    def check_call(self, request: Request) -> tuple[Call, Report]:
        """Judge only a request; return its call and the report."""
        call, findings = self._judge(request, None)
        return call, Report(findings, call.plan.clean.operation) if findings else call.plan.clean

    def check_answer(self, exchange: Exchange, call: Call | None = None) -> Report:
        """Judge only the response.

        Arguments:
            call: the call of the request, if it is known.
        """
        if call is None and exchange.request is not None:
            call, *_ = self._calls(exchange.request, self._route(exchange.request))
        return self._with_answer(exchange, call, [])

    def check_by_schema(self, request: Request, schema: Schema) -> Report:
        """Judge a request, and its body by a caller's schema.

        Raises:
            SchemaNotUsable: the schema cannot be used.
        """
        route = _forgiven(self._route(request))
        call = Call.of(request, route, self._schema_plan(route.operations[0] if route.operations else None, schema))
        return Report(findings_of(call.plan.request, call, Side.REQUEST, None), call.plan.clean.operation)

    def fixed(self, request: Request) -> tuple[Request, Report]:
        """Apply every sure fix to a request; return the fixed request and the report on it."""
        shown, judged = mended(Exchange(request), self._found_again, self._known)
        return shown.request or request, self.check(judged).with_all_names()

    def _judge(self, request: Request, origin: Origin | None) -> tuple[Call, list[Finding]]:
        call, findings = self._found(request, origin)
        if findings and self._context.try_fixes:
            known = {**MADE_UP, **self._known}
            findings = Trial(Exchange(request), findings, self._found_again, known).tried()
        return call, findings

    def _found(self, request: Request, origin: Origin | None) -> tuple[Call, list[Finding]]:
        """Judge a request by the operation that it means, if several share method and path.

        A request that any of them accepts has no finding. Otherwise only the findings of the most likely one count.
        """
        calls = self._calls(request, self._route(request))
        first: list[Finding] | None = None
        for call in calls:
            found = findings_of(call.plan.request, call, Side.REQUEST, origin)
            if not found or not any(finding.where in ("param", "body") for finding in found):
                return call, found
            first = found if first is None else first
        return calls[0], first or []

    def _found_again(self, exchange: Exchange) -> list[Finding]:
        return [] if exchange.request is None else self._found(exchange.request, None)[1]

    @property
    def _known(self) -> dict[str, str]:
        """The configured values for placeholders, by name."""
        name = self._context.router.screen_name
        return {} if name is None else {"screen_name": name}

    def _with_answer(self, exchange: Exchange, call: Call | None, findings: list[Finding]) -> Report:
        plan = self._plan(None) if call is None else call.plan
        refused_with = None
        if exchange.response is not None:
            answer = Answer.of(exchange.response, call, plan)
            findings += findings_of(plan.response, answer, Side.RESPONSE, exchange.origin)
            refused_with = answer.refused_with
        if not findings and refused_with is None:
            return plan.clean
        return Report(findings, plan.clean.operation, refused_with=refused_with)

    def _route(self, request: Request) -> Route:
        def body_keys() -> Iterable[str]:
            return Call.of(request, Route(()), self._plan(None)).top_level("body")

        base = request.url.partition("#")[0].partition("?")[0]
        return self._context.router.route(request.method, base, body_keys)

    def _calls(self, request: Request, route: Route) -> list[Call]:
        """Return one call for each operation that the request may mean, the most likely first."""
        operations = route.operations
        call = Call.of(request, route, self._plan(operations[0] if operations else None))
        if len(operations) < 2:
            return [call]
        return [Call.of(request, route, self._plan(meant)) for meant in in_order_of_meaning(call, operations)]

    def _plan(self, operation: Operation | None) -> Plan:
        plan = self._plans.get(operation)
        if plan is None:
            with self._lock:
                plan = self._plans.get(operation)
                if plan is None:
                    plan = self._plans[operation] = Plan(self._context, operation, self._stages_of)
        return plan

    def _schema_plan(self, operation: Operation | None, schema: Schema) -> Plan:
        plain = plain_schema(schema)
        schema = plain if isinstance(plain, dict) else {"allOf": [plain]}
        key = (operation, dumps(schema, sort_keys=True))
        plan = self._schema_plans.get(key)
        if plan is None:
            compiled = CompiledSchema(self._context, schema)
            compiled.judge  # noqa: B018 - compiles now, so that an unusable schema is told of here
            kinds = tuple(self._plan(operation).bodies) if operation is not None else ()
            bodies = dict.fromkeys(kinds or ("json", "form"), compiled)
            if len(self._schema_plans) >= _MOST_SCHEMAS:
                self._schema_plans.clear()
            plan = self._schema_plans[key] = Plan(self._context, operation, self._stages_of, bodies=bodies)
        return plan


def _forgiven(route: Route) -> Route:
    """Return a route without the faults that a caller's own schema excuses."""
    is_elsewhere = any(fault.kind in _NOWHERE for fault in route.faults)
    kinds = _FORGIVEN | {UrlFaultKind.UNKNOWN_METHOD} if is_elsewhere else _FORGIVEN
    return evolve(
        route,
        operations=() if is_elsewhere else route.operations,
        faults=tuple(fault for fault in route.faults if fault.kind not in kinds),
    )
