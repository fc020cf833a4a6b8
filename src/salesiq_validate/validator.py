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
    """Judges requests, responses and exchanges. Threads may share a validator; processes may not.

    Arguments:
        screen_name: the portal's screen name; a URL with another one is then an error.
        data_center: code of the portal's data centre ("EU"); the host of another data centre is then an error.
        scopes: OAuth scopes that the caller's token has; with None, scopes are not judged.
        servers: further hosts or URLs to treat as SalesIQ: a test server, a gateway.
        extensions: extension files (paths or decoded documents) with operations and codes of the caller's portal.
        settings: which rules run, how severe they are, and which refusals are intended.
        limits: upper bounds for bodies.
        strict_json: whether to look for duplicate keys and integers beyond 64 bits in bodies given as bytes.
        engine: the JSON Schema engine; by default the fastest that is installed.
        rules: further rules, as modules written like the rules of this package; each defines its `FAMILY`.
        verify_signature: checks the signature of an inbound body's bytes; `inbound.verifier` makes such a function.
        try_fixes: whether to try fixes, so that findings say which are sure; each trial judges the exchange again.

    Raises:
        UnknownName: a data centre, scope or rule that does not exist, with the nearest name.
        UnusableArgument: an empty screen name, a server that is not a host or URL, or a text instead of a list.
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
        """Return a copy with some arguments changed; None keeps an argument as it is.

        Arguments:
            issued: tokens that accounts servers issued, by digest; calls with such a token are judged by its facts.
            verify_signature: as in the constructor.

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
        """Every code that the catalogue or an operation's page lists."""
        return frozenset(error.code for operation in self.operations for error in operation.errors).union(self.errors)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation in the contract, extensions included."""
        return self._context.router.operations

    @property
    def router(self) -> Router:
        """Finds the operation of a URL, on the known servers and on those that the caller added."""
        return self._context.router

    @property
    def limits(self) -> Limits:
        """Upper bounds for bodies."""
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
        """Names of members and parameters that may be shown, because a schema lists them."""
        return self._context.names

    def check(self, exchange: Exchange) -> Report:
        """Judge one exchange: its request and its response; find the place in the request that a refusal names.

        Raises:
            UnusableArgument: the argument is not an exchange.
        """
        try:
            is_outbound = exchange.direction == "outbound"
        except AttributeError:
            raise UnusableArgument(f"check needs an Exchange, not {type(exchange).__name__}") from None
        return (self._outbound if is_outbound else self._inbound).check(exchange)

    def check_call(self, request: Request) -> tuple[Call, Report]:
        """Judge a request before it is sent; return the call, for `check_answer`, and the report."""
        return self._outbound.check_call(request)

    def check_answer(self, exchange: Exchange, call: Call | None = None) -> Report:
        """Judge only the response of an exchange; the request is read to find the place that a refusal names.

        Use this after `check_call` has judged the request.

        Arguments:
            call: the call that `check_call` returned for the request.
        """
        if exchange.direction == "inbound":
            return self._inbound.check_answer(exchange)
        return self._outbound.check_answer(exchange, call)

    def fixed(self, request: Request) -> tuple[Request, Report]:
        """Apply every sure fix to a request; return the fixed request and the report on it.

        Values that only the caller knows stay as `{access_token}` and, if none is configured, `{screen_name}`.
        The report treats them as filled in.
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
        """Judge a request before it is sent. The report shows every name, because the caller wrote them all.

        Arguments:
            params: query parameters that are not in the URL yet; None values are left out, lists repeat the name.
            json: a decoded document; None is the JSON text `null`. A client's `json=` sets the Content-Type itself, so
                a missing one is not an error.
            form: fields of a form, as a mapping or as pairs.
            content: the body as bytes or text; the headers are judged as given.
            schema: judge the body by this JSON Schema instead of the catalogue's.

        Raises:
            UnusableArgument: more than one body, or an argument of the wrong kind.
            SchemaNotUsable: `schema` is not a usable schema.
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
        """Judge a response, together with its request if that is known.

        The report leaves out findings on the request itself.

        Raises:
            UnusableArgument: more than one body.
        """
        body = body_of(json=json, content=content)
        dropped = _IMPLIED if isinstance(body, Document) else _NONE
        response = Response(checked_number("status", status), _of_caller(headers), body, unrecorded_headers=dropped)
        return self._outbound.check_answer(Exchange(request, response))

    def check_delivery(self, body: Any, *, headers: HeadersLike = None) -> Report:
        """Judge an event delivery from SalesIQ.

        Arguments:
            body: bytes or text as received, or the decoded document; a signature can only be checked over bytes.
            headers: headers of the request; with None, the signature is not checked.
        """
        return self.check(_inbound_exchange(body, headers))

    def check_bot_request(self, body: Any, *, headers: HeadersLike = None) -> Report:
        """Judge a request from SalesIQ to a bot on the webhook platform; see `check_delivery`."""
        return self.check(_inbound_exchange(body, headers))

    def check_bot_answer(self, answer: Any, *, status: int = 200) -> Report:
        """Judge a bot's answer, before or after it is sent.

        Arguments:
            answer: a decoded document, or bytes or text.
            status: the HTTP status.
        """
        response = Response(checked_number("status", status), None, _inbound_body(answer), unrecorded_headers=_IMPLIED)
        return self.check(Exchange(None, response, direction="inbound"))


def _of_caller(headers: HeadersLike) -> HeadersLike:
    """Return headers in a form that makes `Request` check each pair; it trusts a tuple, as readers make tuples."""
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
    """Judge a request before it is sent; see `Validator.check_request`.

    Raises:
        UnusableArgument: more than one body.
        SchemaNotUsable: `schema` is not a usable schema.
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
