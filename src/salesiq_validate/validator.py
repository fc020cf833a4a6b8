"""Validator: judges exchanges by the contract; `check_request` and `check_response` ask a shared one."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.operation import Operation, Schema
from salesiq_validate.contract.route import Route
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers
from salesiq_validate.engine import default_engine
from salesiq_validate.exchange import (
    UNRECORDED,
    Document,
    Exchange,
    Form,
    HeadersLike,
    Request,
    Response,
    body_of,
    known_headers,
    url_with,
)
from salesiq_validate.finding import Finding, Report, Rule, Side
from salesiq_validate.judging.callers_schema import SchemaPlans
from salesiq_validate.judging.case import Case
from salesiq_validate.judging.context import Context
from salesiq_validate.judging.finding_of_fault import finding_of
from salesiq_validate.judging.plan import OperationPlan, Stage
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.judging.shared_paths import in_order_of_meaning
from salesiq_validate.limits import Limits
from salesiq_validate.rules import REGISTRY
from salesiq_validate.rules import order as stages

if TYPE_CHECKING:
    from salesiq_validate.engine.protocol import Engine
    from salesiq_validate.rules.glance import Glance


#: A client that takes `json=` or `form=` sets the Content-Type itself.
_IMPLIED: Final = frozenset({"content-type"})
_NONE: Final[frozenset[str]] = frozenset()
#: Of a request of which nothing but the URL is known.
_UNKNOWN: Final = Exchange(Request("GET", "", body=UNRECORDED, unrecorded_headers=frozenset({"*"})))

#: Distinct URLs for which a validator remembers whether a glance at their calls is enough.
_REMEMBERED: Final = 4096


class Validator:
    """Judges requests, responses and exchanges; reusable, and safe to share between threads.

    Arguments:
        screen_name: the portal's own; another one in a URL is then an error.
        data_center: code of the portal's data centre ("EU"); another one's host is then an error.
        scopes: OAuth scopes that the caller's token has; None judges no scopes.
        servers: further hosts that are SalesIQ to the caller: a test server, a gateway.
        extensions: extension files, as paths or decoded documents, for operations and codes of one's own portal.
        settings: which rules run, how severe they are, and which refusals are intended.
        limits: how much a body may cost.
        strict_json: whether bodies given as bytes are read for duplicate keys and integers beyond 64 bits.
        engine: the JSON Schema engine; by default the fastest that is installed.

    Raises:
        UnknownName: a data centre or rule that does not exist, with the nearest name.
        UnusableExtension: an extension file that does not follow its schema.
    """

    def __init__(
        self,
        *,
        screen_name: str | None = None,
        data_center: str | None = None,
        scopes: Iterable[str] | None = None,
        servers: Iterable[str] = (),
        extensions: Iterable[Any] = (),
        settings: RuleSettings | None = None,
        limits: Limits | None = None,
        strict_json: bool = True,
        engine: Engine | None = None,
    ) -> None:
        known = Servers.load()
        operations, errors = all_operations(), ErrorCatalogue()
        engine = default_engine() if engine is None else engine
        if extensions:
            from salesiq_validate.contract.extension import extended

            operations, errors = extended(operations, errors, extensions, engine)
        router = Router(
            operations,
            known,
            screen_name=screen_name,
            data_center=None if data_center is None else known.data_centre(data_center),
            hosts=servers,
        )
        settings = (RuleSettings() if settings is None else settings).checked(
            REGISTRY.rules, (operation.id for operation in operations)
        )
        self._begin(
            Context(
                router=router,
                errors=errors,
                engine=engine,
                limits=Limits() if limits is None else limits,
                settings=settings,
                severities=settings.severities_of(REGISTRY.rules),
                scopes=None if scopes is None else frozenset(scopes),
                strict_json=strict_json,
            )
        )

    def _begin(self, context: Context) -> None:
        self._context = context
        self._plans: dict[Operation | None, OperationPlan] = {}
        self._schema_plans = SchemaPlans()
        self._lock = threading.Lock()
        #: `glance(method, url)`: what tells at a glance that a call is right; None where the rules have to look.
        self.glance = lru_cache(maxsize=_REMEMBERED)(self._glance)
        #: `case(exchange)`: for whoever has a question between the two steps that `check` takes.
        self.case = partial(Case, context)

    def having(self, *, settings: RuleSettings | None = None, scopes: Iterable[str] | None = None) -> Validator:
        """Return a validator with other settings or scopes, and everything else the same; None leaves them as they are.

        Raises:
            UnknownName: the settings name a rule or operation that does not exist, with the nearest name.
        """
        context = self._context
        if settings is not None:
            settings = settings.checked(REGISTRY.rules, (operation.id for operation in self.operations))
            context = evolve(context, settings=settings, severities=settings.severities_of(REGISTRY.rules))
        if scopes is not None:
            context = evolve(context, scopes=frozenset(scopes))
        other = copy(self)
        # Plans know the settings, so none are taken over.
        other._begin(context)  # noqa: SLF001 - its own class
        return other

    @property
    def errors(self) -> ErrorCatalogue:
        """The error catalogue, extensions included."""
        return self._context.errors

    @property
    def known_codes(self) -> frozenset[int]:
        """Every code that the catalogue or the page of an operation lists."""
        return frozenset(error.code for operation in self.operations for error in operation.errors).union(self.errors)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation that requests are judged by, extensions included."""
        return self._context.router.operations

    @property
    def router(self) -> Router:
        """Leads URLs to operations, with the servers that are known and those that were added."""
        return self._context.router

    @property
    def settings(self) -> RuleSettings:
        """Which rules run, and how severe they are."""
        return self._context.settings

    @property
    def running_rules(self) -> tuple[Rule, ...]:
        """The rules that are switched on."""
        return tuple(rule for rule in REGISTRY.rules if self.settings.runs(rule))

    @property
    def listed_names(self) -> frozenset[str]:
        """Names of members and parameters that some schema lists, and that may be shown."""
        return self._context.names

    def check(self, exchange: Exchange) -> Report:
        """Judge one exchange: its request, its response, and where a refusal points in the request."""
        return self._check(self.case(exchange))

    def _check(self, case: Case) -> Report:
        report = self.at_a_glance(case)
        return self.by_rules(case) if report is None else report

    def at_a_glance(self, case: Case) -> Report | None:
        """Return the report on a call of the API that is right beyond doubt, None where the rules have to say."""
        if (call := case.exchange.call) is None:
            return None
        method, url = call
        glance = self.glance(method, url)
        return None if glance is None else glance.report_on(case)

    def by_rules(self, case: Case) -> Report:
        """Ask the rules; those of a request in which a glance found nothing wrong are left out."""
        findings: list[Finding] = []
        if case.request is not None:
            if case.is_sent_right:
                self._read_request(case, case.request)
            else:
                self._judge_request(case, case.request, findings)
        return self._with_response(case, findings)

    def check_answer(self, exchange: Exchange) -> Report:
        """Judge the response of an exchange alone; its request is read only to tell where a refusal points.

        For whoever has judged the request before it left.
        """
        case = Case(self._context, exchange)
        if case.request is not None:
            self._read_request(case, case.request)
        return self._with_response(case, [])

    def _with_response(self, case: Case, findings: list[Finding]) -> Report:
        plan = case.plan
        if plan is None:
            plan = case.plan = self._plan(None)
        operation = None if plan.operation is None else plan.operation.id
        if case.response is None:
            return Report(findings, operation)
        case.answering = True
        _run(case, plan.response, Side.RESPONSE, findings)
        refused_with = None
        if (refusal := case.refusal) is not None:
            code = refusal.get("code")
            refused_with = code if type(code) is int else 0
        return Report(findings, operation, refused_with=refused_with)

    def check_request(
        self,
        method: str,
        url: str,
        *,
        headers: HeadersLike = None,
        params: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
        json: Any = ...,
        form: Any = ...,
        content: Any = ...,
        schema: Schema | None = None,
    ) -> Report:
        """Judge a request before it leaves.

        Arguments:
            params: query parameters that are not in the URL yet; None values are left out, lists repeat the name.
            json: a decoded document; None is the JSON text `null`. A client's `json=` sets the Content-Type, so an
                absent one is not held against it.
            form: fields of a form, as a mapping or pairs.
            content: the body as bytes or text, judged with the headers as they are.
            schema: judge the body by this JSON Schema instead of the catalogue's.

        Raises:
            UnusableArgument: more than one body.
            SchemaNotUsable: `schema` is no schema.
        """
        if params is not None:
            url = url_with(url, params)
        is_doubtful = False
        if type(headers) is dict and schema is None and form is content is ...:
            # What nearly every client passes, and right as nearly always.
            glance = self.glance(method, url)
            if glance is not None and glance.passes_headers(headers):
                if glance.passes_object(json) if json is not ... else not glance.needs_body:
                    return glance.report
                is_doubtful = json is not ...
        body = body_of(json=json, form=form, content=content)
        dropped = _IMPLIED if isinstance(body, (Document, Form)) else _NONE
        request = Request(method, url, headers, body, unrecorded_headers=dropped)
        if schema is not None:
            return self._check_by_schema(request, schema)
        case = Case(self._context, Exchange(request))
        if not is_doubtful:
            return self._check(case)
        # Judged in full at once, since there is hardly a doubt that something is found.
        case.are_headers_right = case.is_document_wrong = True
        return self.by_rules(case)

    def check_response(
        self,
        status: int,
        *,
        headers: HeadersLike = None,
        json: Any = ...,
        content: Any = ...,
        request: Request | None = None,
    ) -> Report:
        """Judge a response, with the request that it answers where that is known.

        Only what the response shows is reported: findings on the request itself are left out.

        Raises:
            UnusableArgument: more than one body.
        """
        body = body_of(json=json, content=content)
        dropped = _IMPLIED if isinstance(body, Document) else _NONE
        return self.check_answer(Exchange(request, Response(status, headers, body, unrecorded_headers=dropped)))

    def _route(self, case: Case, request: Request) -> Route:
        """Find out where a request's URL leads."""
        base, _, case.query = request.url.partition("#")[0].partition("?")
        route = case.route = self._context.router.route(request.method, base)
        return route

    def _read_request(self, case: Case, request: Request) -> None:
        """Fill in what the rules of responses look at."""
        case.authorization, case.content_type, case.content_encoding = known_headers(request.headers)
        operations = self._route(case, request).operations
        case.plan = self._plan(operations[0] if operations else None)
        if len(operations) > 1:
            case.plan = self._plan(in_order_of_meaning(case, operations)[0])

    def _judge_request(self, case: Case, request: Request, findings: list[Finding]) -> None:
        route = self._route(case, request)
        operations = route.operations
        if len(operations) <= 1:
            plan = case.plan = self._plan(operations[0] if operations else None)
            _run(case, plan.request, Side.REQUEST, findings)
        else:
            self._judge_by_meant(case, route, findings)

    def _glance(self, method: str, url: str) -> Glance | None:
        base, _, query = url.partition("#")[0].partition("?")
        # Not remembered twice: what comes of it is.
        route = self._context.router.clean_route(method, base)
        if route is None or len(route.operations) != 1:
            return None
        plan = self._plan(route.operations[0])
        if query or plan.needs_params:
            case = Case(self._context, _UNKNOWN)
            case.plan, case.query = plan, query
            if any(not stage.passes(case) and any(stage.faults(case)) for stage in plan.of_query):
                return None
        return plan.glance

    def _judge_by_meant(self, case: Case, route: Route, findings: list[Finding]) -> None:
        """Judge by the operation that was meant, of several that share method and path.

        A request that any of them accepts has no finding; otherwise only the findings of the one that was meant count.
        """
        case.plan = self._plan(route.operations[0])
        first: tuple[OperationPlan, list[Finding]] | None = None
        for operation in in_order_of_meaning(case, route.operations):
            case.plan = self._plan(operation)
            case.forget_request()
            found: list[Finding] = []
            _run(case, case.plan.request, Side.REQUEST, found)
            if first is None:
                first = (case.plan, found)
            if not any(finding.where in ("param", "body") for finding in found):
                findings.extend(found)
                return
        assert first is not None
        case.plan = first[0]
        case.forget_request()
        findings.extend(first[1])

    def _check_by_schema(self, request: Request, schema: Schema) -> Report:
        case = Case(self._context, Exchange(request))
        self._route(case, request)
        case.plan = self._schema_plans.plan(case, schema, self._plan)
        findings: list[Finding] = []
        _run(case, case.plan.request, Side.REQUEST, findings)
        operation = case.operation
        return Report(findings, None if operation is None else operation.id)

    def _plan(self, operation: Operation | None) -> OperationPlan:
        plan = self._plans.get(operation)
        if plan is None:
            with self._lock:
                plan = self._plans.get(operation)
                if plan is None:
                    plan = self._plans[operation] = stages.plan(self._context, operation)
        return plan


def _run(case: Case, run: tuple[Stage, ...], side: Side, findings: list[Finding]) -> None:
    for stage in run:
        if not stage.passes(case):
            findings += [finding_of(case, rule, fault, side) for rule, fault in stage.faults(case)]


@cache
def shared_validator() -> Validator:
    """Return the validator behind `check_request` and `check_response`."""
    return Validator()


def check_request(
    method: str,
    url: str,
    *,
    headers: HeadersLike = None,
    params: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
    json: Any = ...,
    form: Any = ...,
    content: Any = ...,
    schema: Schema | None = None,
) -> Report:
    """Judge a request before it leaves; see `Validator.check_request`.

    Raises:
        UnusableArgument: more than one body.
        SchemaNotUsable: `schema` is no schema.
    """
    return shared_validator().check_request(
        method, url, headers=headers, params=params, json=json, form=form, content=content, schema=schema
    )


def check_response(
    status: int,
    *,
    headers: HeadersLike = None,
    json: Any = ...,
    content: Any = ...,
    request: Request | None = None,
) -> Report:
    """Judge a response; see `Validator.check_response`.

    Raises:
        UnusableArgument: more than one body.
    """
    return shared_validator().check_response(status, headers=headers, json=json, content=content, request=request)
