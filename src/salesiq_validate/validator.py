"""Validator: judges exchanges by the contract."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlencode

import attrs

from salesiq_validate.catalogue import all_operations
from salesiq_validate.catalogue.errors import ErrorCatalogue
from salesiq_validate.catalogue.operation import Operation, Schema
from salesiq_validate.catalogue.routing import Route, Router
from salesiq_validate.catalogue.servers import Servers
from salesiq_validate.engine import default_engine
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import (
    Body,
    Document,
    Exchange,
    Form,
    HeadersLike,
    Request,
    Response,
    header_pairs,
)
from salesiq_validate.finding import Basis, Finding, Rule, SalesIQError, Severity, Side
from salesiq_validate.keypath import KeyPath
from salesiq_validate.limits import Limits
from salesiq_validate.redact import UNLISTED_NAME, redact_name, redact_path
from salesiq_validate.report import Report
from salesiq_validate.rules import REGISTRY, stages
from salesiq_validate.rules.by_schema import SchemaPlans
from salesiq_validate.rules.case import Case
from salesiq_validate.rules.context import Context
from salesiq_validate.rules.fault import Fault
from salesiq_validate.rules.meant import in_order_of_meaning
from salesiq_validate.rules.plan import ENVELOPE_NAMES, OperationPlan, Stage
from salesiq_validate.rules.settings import RuleSettings

if TYPE_CHECKING:
    from salesiq_validate.engine.protocol import Engine


#: A body argument: `...` stands for one that was not given, because None is a value.
Given: TypeAlias = Any

#: A client that takes `json=` or `form=` sets the Content-Type itself.
_IMPLIED: Final = frozenset({"content-type"})

#: Stands for a server's message that no list holds: it may repeat a value.
UNLISTED_MESSAGE: Final = "<message>"

#: Headers whose names may be shown; another header's name may be a secret of somebody's own gateway.
_HEADERS: Final = {name.lower(): name for name in ("Authorization", "Content-Type", "Accept", "X-SIQ-Channel")}


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
            from salesiq_validate.extension import extended

            operations, errors = extended(operations, errors, extensions, engine)
        router = Router(
            operations,
            known,
            screen_name=screen_name,
            data_center=None if data_center is None else known.data_centre(data_center),
            hosts=servers,
        )
        self._context = Context(
            router=router,
            errors=errors,
            engine=engine,
            limits=Limits() if limits is None else limits,
            settings=(RuleSettings() if settings is None else settings).checked(REGISTRY.rules),
            scopes=None if scopes is None else frozenset(scopes),
            strict_json=strict_json,
        )
        self._plans: dict[Operation | None, OperationPlan] = {}
        self._schema_plans = SchemaPlans()
        self._lock = threading.Lock()

    @property
    def errors(self) -> ErrorCatalogue:
        """The error catalogue, extensions included."""
        return self._context.errors

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation that requests are judged by, extensions included."""
        return self._context.router.operations

    def check(self, exchange: Exchange) -> Report:
        """Judge one exchange: its request, its response, and where a refusal points in the request."""
        case = Case(self._context, exchange, exchange.request, exchange.response)
        findings: list[Finding] = []
        if case.request is not None:
            self._judge_request(case, findings)
        else:
            case.plan = self._plan(None)
        if case.response is not None:
            case.answering = True
            self._run(case, case.plan.response, Side.RESPONSE, findings)  # type: ignore[union-attr]
        operation = case.operation
        return Report(findings, None if operation is None else operation.id)

    def check_request(
        self,
        method: str,
        url: str,
        *,
        headers: HeadersLike = None,
        params: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
        json: Given = ...,
        form: Given = ...,
        content: Given = ...,
        schema: Schema | None = None,
    ) -> Report:
        """Judge a request before it leaves.

        Arguments:
            params: query parameters that are not in the URL yet; None values are left out, lists repeat the name.
            json: a decoded document; None means the JSON text `null`. It means what a client's `json=` does, so an absent
                Content-Type is not held against it.
            form: fields of a form, as a mapping or pairs.
            content: the body as bytes or text, judged with the headers as they are.
            schema: judge the body by this JSON Schema instead of the catalogue's.

        Raises:
            UnusableArgument: more than one body.
            SchemaNotUsable: `schema` is no schema.
        """
        pairs = header_pairs(headers)
        body = _body(json, form, content)
        dropped = _IMPLIED if isinstance(body, (Document, Form)) else frozenset()
        if params is not None:
            url = _with_params(url, params)
        request = Request(method, url, pairs, body, unrecorded_headers=dropped)
        if schema is None:
            return self.check(Exchange(request))
        return self._check_by_schema(request, schema)

    def check_response(
        self,
        status: int,
        *,
        headers: HeadersLike = None,
        json: Given = ...,
        content: Given = ...,
        request: Request | None = None,
    ) -> Report:
        """Judge a response, with the request that it answers where that is known.

        Only what the response shows is reported: findings on the request itself are left out.

        Raises:
            UnusableArgument: more than one body.
        """
        pairs = header_pairs(headers)
        body = _body(json, ..., content)
        dropped = _IMPLIED if isinstance(body, Document) else frozenset()
        report = self.check(Exchange(request, Response(status, pairs, body, unrecorded_headers=dropped)))
        return Report([found for found in report.findings if found.side is not Side.REQUEST], report.operation)

    def _judge_request(self, case: Case, findings: list[Finding]) -> None:
        request = case.request
        assert request is not None
        url = request.url
        if "#" in url:
            url = url.partition("#")[0]
        base, _, case.query = url.partition("?")
        route = case.route = self._context.router.route(request.method, base)
        operations = route.operations
        if len(operations) <= 1:
            case.plan = self._plan(operations[0] if operations else None)
            self._run(case, case.plan.request, Side.REQUEST, findings)
        else:
            self._judge_by_meant(case, route, findings)

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
            self._run(case, case.plan.request, Side.REQUEST, found)
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
        case = Case(self._context, Exchange(request), request)
        base, _, case.query = request.url.partition("#")[0].partition("?")
        case.route = self._context.router.route(request.method, base)
        case.plan = self._schema_plans.plan(case, schema, self._plan)
        findings: list[Finding] = []
        self._run(case, case.plan.request, Side.REQUEST, findings)
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

    def _run(self, case: Case, run: tuple[Stage, ...], side: Side, findings: list[Finding]) -> None:
        for stage in run:
            if not stage.passes(case):
                findings.extend(self._finding(case, rule, fault, side) for rule, fault in stage.faults(case))

    def _finding(self, case: Case, rule: Rule, fault: Fault, side: Side) -> Finding:
        context = self._context
        severity = context.settings.severity(rule)
        if severity is None:
            severity = rule.severity
            if severity is Severity.ERROR and fault.basis is Basis.INFERRED:
                severity = Severity.WARNING
        error = fault.received
        if error is None and fault.code is not None:
            json_key = (
                str(fault.path) if fault.path is not None and fault.path.segments and fault.where == "body" else None
            )
            error = context.errors.error(fault.code, json_key=json_key, param=fault.param, header=fault.header)
        finding = Finding(
            rule=rule,
            severity=severity,
            side=Side.RECORDING if fault.where == "entry" else side,
            where=fault.where,
            message=fault.message,
            basis=fault.basis,
            operation=case.plan.operation.id if case.plan is not None and case.plan.operation is not None else None,
            path=fault.path,
            param=fault.param,
            header=fault.header,
            shape=fault.shape,
            error=error,
            alternatives=tuple(code for code in fault.alternatives if code != fault.code),
            hint=fault.hint,
            origin=case.exchange.origin,
        )
        return _redacted(finding, case)


def _body(json: Given, form: Given, content: Given) -> Body:
    given = [name for name, value in (("json", json), ("form", form), ("content", content)) if value is not ...]
    if len(given) > 1:
        raise UnusableArgument(f"a message has one body: pass {' or '.join(given)}, not both")
    if json is not ...:
        return Document(json)
    if form is not ... and form is not None:
        return Form(
            tuple((str(name), str(value)) for name, value in (form.items() if isinstance(form, Mapping) else form))
        )
    if isinstance(content, str):
        return content.encode("utf-8", "surrogatepass")
    if content is ... or content is None:
        return None
    if not isinstance(content, (bytes, bytearray, memoryview)):
        raise UnusableArgument("content is bytes or str; a decoded document goes into json=")
    return bytes(content)


def _with_params(url: str, params: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> str:
    pairs = params.items() if isinstance(params, Mapping) else params
    given = [(name, value) for name, value in pairs if value is not None]
    query = urlencode([(name, _as_client(value)) for name, value in given], doseq=True)
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def _as_client(value: Any) -> Any:
    # requests and httpx write True as "True" and "true"; what the server wants is the latter.
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _redacted(finding: Finding, case: Case) -> Finding:
    """Add what may be shown instead of names that no schema lists."""
    names = case.plan.names if case.plan is not None else ENVELOPE_NAMES
    path, param, error = finding.path, finding.param, finding.error
    if (path is None or _listed(path, names)) and (param is None or param in names) and finding.where != "envelope":
        return finding
    names = names | case.context.names
    shown_path = None if path is None else redact_path(path, names)
    shown_param = None if param is None else redact_name(param, names)
    shown_error = None if error is None else _redacted_error(error, shown_path, shown_param, case)
    return attrs.evolve(
        finding,
        redacted_path=None if shown_path is path else shown_path,
        redacted_param=None if shown_param == param else shown_param,
        redacted_error=None if shown_error == error else shown_error,
        header=None if finding.header is None else known_header(finding.header),
    )


def _listed(path: KeyPath, names: frozenset[str]) -> bool:
    return all(type(segment) is int or segment in names for segment in path.segments)


def _redacted_error(error: SalesIQError, path: KeyPath | None, param: str | None, case: Case) -> SalesIQError:
    entry = case.context.errors.get(error.code)
    said = entry is not None and entry.says(error.message)
    return SalesIQError(
        error.code,
        error.message if said else UNLISTED_MESSAGE,
        None if error.json_key is None else str(path) if path is not None else UNLISTED_NAME,
        None if error.param is None else param if param is not None else UNLISTED_NAME,
        None if error.header is None else known_header(error.header),
    )


def known_header(name: str) -> str:
    """Return a header's name as it may be shown."""
    return _HEADERS.get(name.lower(), UNLISTED_NAME)
