"""Case: one exchange on its way through the rules, with what is already known of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.exchange import UNRECORDED
from salesiq_validate.judging.schema_faults import NO_FAULTS, SchemaFaults, document_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.contract.route import Route
    from salesiq_validate.decode.media_type import MediaType
    from salesiq_validate.decode.multipart import MultipartBody
    from salesiq_validate.decode.problem import Problem
    from salesiq_validate.exchange import Exchange, Request, Response
    from salesiq_validate.judging.context import Context
    from salesiq_validate.judging.fault import Fault
    from salesiq_validate.judging.plan import OperationPlan


class Nothing:
    """The type of `NOTHING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


#: Stands for a document where there is none: no body, or none that could be read.
NOTHING: Final = Nothing()

#: Shared and never changed: a query's parameters take its place as a whole.
_NO_PARAMS: Final[dict[str, Any]] = {}


class Case:
    """What the rules look at. Gates fill it in; rules only read it.

    A plain class whose attributes begin as class attributes: one is made for every exchange, and most stay as they are.
    """

    #: Path parameters and server; None when there is no request.
    route: Route | None = None
    #: What the request is judged by; without an operation where none matches.
    plan: OperationPlan | None = None

    #: The URL's query, without "?".
    query: str = ""
    authorization: str | None = None
    content_type: str | None = None
    content_encoding: str | None = None
    #: Query parameters by name, in query order: decoded as their schemas say.
    params: dict[str, Any] = _NO_PARAMS

    #: The violations of the document that the current stage judges.
    faults: SchemaFaults = NO_FAULTS
    #: The request's document: of JSON, of a form's fields, or of multipart's text parts.
    document: Any = NOTHING
    #: "json", "form" or "multipart": how `document` travelled.
    body_kind: str = "json"
    body_problems: tuple[Problem, ...] = ()
    multipart: MultipartBody | None = None

    #: What a glance has found out about the request, which gates then need not ask again.
    is_sent_right: bool = False
    are_headers_right: bool = False
    #: Or hardly anything else; the engine says in the end.
    is_document_wrong: bool = False

    #: Whether the response is being judged, after the request.
    answering: bool = False
    answer_type: MediaType | None = None
    #: The response's document.
    answer: Any = NOTHING
    answer_problems: tuple[Problem, ...] = ()

    def __init__(self, context: Context, exchange: Exchange) -> None:
        self.context = context
        self.exchange = exchange

    @cached_property
    def request(self) -> Request | None:
        return self.exchange.request

    @cached_property
    def response(self) -> Response | None:
        return self.exchange.response

    @property
    def operation(self) -> Operation | None:
        return None if self.plan is None else self.plan.operation

    def allows(self, code: object) -> bool:
        """Tell whether a refusal with this code is intended."""
        # What a server sent may not even be hashable.
        return type(code) is int and self.plan is not None and code in self.plan.settings.allow_codes

    def may_lack(self, header: str) -> bool:
        """Tell whether the request's recorder may have dropped a header (lower-case name)."""
        dropped = self.request.unrecorded_headers if self.request is not None else ()
        return header in dropped or "*" in dropped

    def forget_request(self) -> None:
        """Forget what gates read of the request, before it is judged as another operation's."""
        self.params, self.faults = _NO_PARAMS, NO_FAULTS
        self.document, self.body_problems, self.multipart = NOTHING, (), None

    def top_level(self, place: str) -> Mapping[str, Any]:
        """Return what was sent by name: the `query`'s parameters, or the `body`'s keys or fields."""
        if place == "query":
            return self.params
        return self.document if isinstance(self.document, dict) else {}

    def document_order(self, fault: Fault) -> tuple[int, ...]:
        """Return where in the query or body a fault comes; one of the body as a whole comes first."""
        segments = (() if fault.param is None else (fault.param,)) + (() if fault.path is None else fault.path.segments)
        return document_order(self.document if self.faults.of_body else self.params, segments)

    @property
    def has_body(self) -> bool:
        """Whether the request is known to carry a body."""
        body = self.request.body if self.request is not None else None
        return len(body) > 0 if isinstance(body, bytes) else body is not None and body is not UNRECORDED

    @property
    def refusal(self) -> Mapping[str, Any] | None:
        """The `error` object of an error envelope, None where the answer is no refusal."""
        if isinstance(self.answer, dict):
            error = self.answer.get("error")
            if isinstance(error, dict) and "data" not in self.answer:
                return error
        return None
