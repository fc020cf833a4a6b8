"""Validator: judges exchanges by the contract; `check_request` and `check_response` ask a shared one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from attrs import evolve

from salesiq_validate.contract import all_operations
from salesiq_validate.contract.errors import ErrorCatalogue
from salesiq_validate.contract.operation import Operation, Schema
from salesiq_validate.contract.router import Router
from salesiq_validate.contract.servers import Servers
from salesiq_validate.contract.tokens import IssuedToken
from salesiq_validate.engine import ENGINE_VARIABLE, default_engine
from salesiq_validate.exceptions import UnusableArgument
from salesiq_validate.exchange import (
    Body,
    Document,
    Exchange,
    Form,
    HeadersLike,
    Request,
    Response,
    body_of,
    url_with,
)
from salesiq_validate.finding import Report, Rule
from salesiq_validate.judging.call import Call
from salesiq_validate.judging.context import Context
from salesiq_validate.judging.inbound import InboundJudge
from salesiq_validate.judging.outbound import OutboundJudge
from salesiq_validate.judging.portal import (
    checked_kind,
    checked_number,
    checked_scopes,
    checked_screen_name,
    checked_servers,
    checked_text,
    listed,
)
from salesiq_validate.judging.settings import RuleSettings
from salesiq_validate.limits import Limits
from salesiq_validate.rules.order import Order
from salesiq_validate.rules.registry import REGISTRY

if TYPE_CHECKING:
    from salesiq_validate.engine.protocol import Engine


#: A client that takes `json=` or `form=` sets the Content-Type itself.
_IMPLIED: Final = frozenset({"content-type"})

_NONE: Final[frozenset[str]] = frozenset()


class Validator:
    """Judges requests, responses and exchanges; reusable, and safe to share between threads, not between processes.

    Arguments:
        screen_name: the portal's own; another one in a URL is then an error.
        data_center: code of the portal's data centre ("EU"); another one's host is then an error.
        scopes: OAuth scopes that the caller's token has; None judges no scopes.
        servers: further hosts, or URLs, that are SalesIQ to the caller: a test server, a gateway.
        extensions: extension files, as paths or decoded documents, for operations and codes of one's own portal.
        settings: which rules run, how severe they are, and which refusals are intended.
        limits: how much a body may cost.
        strict_json: whether bodies given as bytes are read for duplicate keys and integers beyond 64 bits.
        engine: the JSON Schema engine; by default the fastest that is installed.
        rules: further rules, as modules of the form that rules of this package have; each says its `FAMILY`.
        verify_signature: tells whether a signature fits the bytes of an inbound body, as `inbound.verifier` makes it.
        try_fixes: whether fixes are tried, so that findings say which are sure; each costs as much as a judgement.

    Raises:
        UnknownName: a data centre, scope or rule that does not exist, with the nearest name.
        UnusableArgument: an empty screen name, a server that is none, a text where a list belongs.
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
        rules: Iterable[ModuleType] = (),
        verify_signature: Callable[[bytes, str], bool] | None = None,
        try_fixes: bool = False,
    ) -> None:
        known = Servers.load()
        operations, errors = all_operations(), ErrorCatalogue()
        engine = default_engine() if engine is None else engine
        if not callable(getattr(engine, "compile", None)):
            raise UnusableArgument(
                "engine must be an engine object; to choose one by name, set the environment variable "
                f"{ENGINE_VARIABLE}"
            )
        if extensions:
            from salesiq_validate.contract.extension import extended

            given = listed("extensions", extensions, '["our-portal.json"]')
            operations, errors = extended(operations, errors, given, engine)
        router = Router(
            operations,
            known,
            screen_name=checked_screen_name(screen_name),
            data_center=None if data_center is None else known.data_centre(checked_text("data_center", data_center)),
            hosts=checked_servers(servers),
        )
        self._order = Order(REGISTRY.with_others(rules))
        settings = checked_kind("settings", settings, RuleSettings).checked(
            self._rules, (operation.id for operation in operations)
        )
        self._begin(
            Context(
                router=router,
                errors=errors,
                engine=engine,
                limits=checked_kind("limits", limits, Limits),
                settings=settings,
                severities=settings.severities_of(self._rules),
                scopes=None if scopes is None else checked_scopes(scopes, operations),
                strict_json=strict_json,
                verify_signature=verify_signature,
                try_fixes=try_fixes,
            )
        )

    def _begin(self, context: Context) -> None:
        self._context = context
        # Their plans know the settings, so each context has judges of its own.
        self._outbound = OutboundJudge(context, self._order)
        self._inbound = InboundJudge(context, self._order.inbound)

    def having(
        self,
        *,
        settings: RuleSettings | None = None,
        scopes: Iterable[str] | None = None,
        issued: Mapping[str, IssuedToken] | None = None,
        verify_signature: Callable[[bytes, str], bool] | None = None,
    ) -> Validator:
        """Return a validator that differs in some of its arguments; None leaves one as it is.

        Arguments:
            issued: by digest, tokens that accounts servers issued; calls with one are judged by what it is good for.
            verify_signature: as of the constructor.

        Raises:
            UnknownName: the settings name a rule or operation that does not exist, with the nearest name.
        """
        context = self._context
        if settings is not None:
            settings = settings.checked(self._rules, (operation.id for operation in self.operations))
            context = evolve(context, settings=settings, severities=settings.severities_of(self._rules))
        if scopes is not None:
            context = evolve(context, scopes=checked_scopes(scopes, self.operations))
        if issued is not None:
            context = evolve(context, issued=issued)
        if verify_signature is not None:
            context = evolve(context, verify_signature=verify_signature)
        other = object.__new__(type(self))
        other._order = self._order
        other._begin(context)
        return other

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Validator holds compiled schemas and cannot be pickled or copied; "
            "make one in each process, and use having() for other settings"
        )

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
    def limits(self) -> Limits:
        """How much a body may cost."""
        return self._context.limits

    @property
    def settings(self) -> RuleSettings:
        """Which rules run, and how severe they are."""
        return self._context.settings

    @property
    def _rules(self) -> tuple[Rule, ...]:
        return self._order.registry.rules

    @property
    def running_rules(self) -> tuple[Rule, ...]:
        """The rules that are switched on."""
        return tuple(rule for rule in self._rules if self.settings.runs(rule))

    @property
    def listed_names(self) -> frozenset[str]:
        """Names of members and parameters that some schema lists, and that may be shown."""
        return self._context.names

    def check(self, exchange: Exchange) -> Report:
        """Judge one exchange: its request, its response, and where a refusal points in the request.

        Raises:
            UnusableArgument: it is no exchange.
        """
        try:
            is_outbound = exchange.direction == "outbound"
        except AttributeError:
            raise UnusableArgument(f"check needs an Exchange, not {type(exchange).__name__}") from None
        return (self._outbound if is_outbound else self._inbound).check(exchange)

    def check_call(self, request: Request) -> tuple[Call, Report]:
        """Judge a request before it leaves, and return the call that it is, for `check_answer`."""
        return self._outbound.check_call(request)

    def check_answer(self, exchange: Exchange, call: Call | None = None) -> Report:
        """Judge the response of an exchange alone; its request is read only to tell where a refusal points.

        For whoever has judged the request before it left.

        Arguments:
            call: the request's, as `check_call` returned it.
        """
        if exchange.direction == "inbound":
            return self._inbound.check_answer(exchange)
        return self._outbound.check_answer(exchange, call)

    def fixed(self, request: Request) -> tuple[Request, Report]:
        """Return a request with all that surely mends it, and what is still found on it.

        What the caller has to fill in stays in it as `{screen_name}`, where none is configured, and `{access_token}`;
        it is judged as though that were done.
        """
        return self._outbound.fixed(request)

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
        """Judge a request before it leaves. The report shows every name, because the caller wrote them all.

        Arguments:
            params: query parameters that are not in the URL yet; None values are left out, lists repeat the name.
            json: a decoded document; None is the JSON text `null`. A client's `json=` sets the Content-Type, so an
                absent one is not held against it.
            form: fields of a form, as a mapping or pairs.
            content: the body as bytes or text, judged with the headers as they are.
            schema: judge the body by this JSON Schema instead of the catalogue's.

        Raises:
            UnusableArgument: more than one body, or an argument that is none of what it may be.
            SchemaNotUsable: `schema` is no schema.
        """
        if type(method) is not str or type(url) is not str:
            method, url = checked_text("method", method), checked_text("url", url)
        if params is not None:
            url = url_with(url, params)
        body = body_of(json=json, form=form, content=content)
        dropped = _IMPLIED if isinstance(body, (Document, Form)) else _NONE
        request = Request(method, url, _of_caller(headers), body, unrecorded_headers=dropped)
        if schema is not None:
            report = self._outbound.check_by_schema(request, schema)
        else:
            _, report = self._outbound.check_call(request)
        return report.with_all_names() if report.findings else report

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
        response = Response(checked_number("status", status), _of_caller(headers), body, unrecorded_headers=dropped)
        return self._outbound.check_answer(Exchange(request, response))

    def check_delivery(self, body: Any, *, headers: HeadersLike = None) -> Report:
        """Judge an event delivery that came in.

        Arguments:
            body: bytes or text as they came, or what was decoded from them; signatures are judged over bytes alone.
            headers: those of the request; None leaves the signature out of account.
        """
        return self.check(_inbound_exchange(body, headers))

    def check_bot_request(self, body: Any, *, headers: HeadersLike = None) -> Report:
        """Judge a request that came in at a bot on the webhook platform; see `check_delivery`."""
        return self.check(_inbound_exchange(body, headers))

    def check_bot_answer(self, answer: Any, *, status: int = 200) -> Report:
        """Judge what a bot answers, before it does or after.

        Arguments:
            answer: a decoded document, or bytes or text.
            status: the HTTP status.
        """
        response = Response(checked_number("status", status), None, _inbound_body(answer), unrecorded_headers=_IMPLIED)
        return self.check(Exchange(None, response, direction="inbound"))


def _of_caller(headers: HeadersLike) -> HeadersLike:
    """Return headers so that each pair is looked at: a tuple passes for one that a reader has made."""
    return list(headers) if type(headers) is tuple else headers


def _inbound_exchange(body: Any, headers: HeadersLike) -> Exchange:
    dropped = frozenset({"*"}) if headers is None else _NONE
    request = Request("POST", "", _of_caller(headers), _inbound_body(body), unrecorded_headers=dropped)
    return Exchange(request, direction="inbound")


def _inbound_body(body: Any) -> Body:
    return body_of(content=body) if isinstance(body, (bytes, bytearray, memoryview, str)) else Document(body)


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
