"""Call and Answer: a request and a response on their way through the rules, with what their parts say once read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from attrs import define

from salesiq_validate.contract.inbound import SIGNATURE_HEADER
from salesiq_validate.contract.tokens import IssuedToken, digest_of
from salesiq_validate.decode.media_type import MediaType
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.exchange import UNRECORDED, Request, Response, header_value, known_headers
from salesiq_validate.judging.reading import NOTHING, ReadBody, read_query, read_request_body, read_response_body
from salesiq_validate.judging.violations import SchemaViolation, violations_of

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.contract.route import Route, UrlFault, UrlFaultKind
    from salesiq_validate.judging.context import Context
    from salesiq_validate.judging.plan import Plan


@define(eq=False, repr=False)
class Call:
    """A request, where it leads, and the plan that it is judged by.

    Rules only read it. The query and the body are read when the first rule or precheck asks for them.
    """

    request: Request
    route: Route
    plan: Plan
    #: The URL's query, without "?".
    query: str
    #: First values of the headers, None where absent.
    authorization: str | None
    content_type: str | None
    content_encoding: str | None
    #: Whether the request is known to carry a body.
    has_body: bool

    @classmethod
    def of(cls, request: Request, route: Route, plan: Plan) -> Call:
        query = request.url.partition("#")[0].partition("?")[2]
        body = request.body
        has_body = body is not None and body is not UNRECORDED and body != b""
        return cls(request, route, plan, query, *known_headers(request.headers), has_body)

    @property
    def context(self) -> Context:
        return self.plan.context

    @property
    def operation(self) -> Operation | None:
        return self.plan.operation

    @cached_property
    def params(self) -> dict[str, Any]:
        """Query parameters by name, in query order, decoded as their schemas say."""
        return read_query(self.query, self.plan.query)

    @cached_property
    def body(self) -> ReadBody:
        """What the body says: a document where it can be read, and every problem on the way."""
        return read_request_body(self.request.body, self.content_type, self.content_encoding, self.plan)

    @property
    def issued_token(self) -> IssuedToken | None:
        """What is known of the call's token from the answer that issued it."""
        issued = self.context.issued
        if not issued or self.authorization is None:
            return None
        return issued.get(digest_of(self.authorization.strip().rpartition(" ")[2]))

    @property
    def is_forged(self) -> bool:
        """Whether an inbound request is known not to come from SalesIQ: keys are at hand, and none fits."""
        verify, body = self.context.verify_signature, self.request.body
        if verify is None or not isinstance(body, bytes):
            return False
        signature = header_value(self.request.headers, SIGNATURE_HEADER)
        return signature is None or not verify(body, signature)

    def may_lack(self, header: str) -> bool:
        """Tell whether the request's recorder may have dropped a header (lower-case name)."""
        dropped = self.request.unrecorded_headers
        return header in dropped or "*" in dropped

    def top_level(self, place: str) -> Mapping[str, Any]:
        """Return what was sent by name: the `query`'s parameters, or the `body`'s keys or fields."""
        if place == "query":
            return self.params
        return self.body.document if isinstance(self.body.document, dict) else {}

    def query_violations(self) -> tuple[Any, Sequence[SchemaViolation]]:
        """Return the parameters and what their schemas object to."""
        most = self.context.limits.max_findings
        return self.params, violations_of(self.plan.params, self.params, of_params=True, most=most)

    def body_violations(self) -> tuple[Any, Sequence[SchemaViolation]]:
        """Return the body's document and what its schema objects to; repaired places have their finding already."""
        return self.body.document, _body_violations(self.body, self.plan)

    def url_faults(self, *kinds: UrlFaultKind) -> Iterator[UrlFault]:
        """Yield what the router found wrong of these kinds."""
        return (fault for fault in self.route.faults if fault.kind in kinds)


#: A stand-in says in it what was found; it asks for a code on one request.
STAND_IN_HEADER: Final = "X-SalesIQ-Stand-In"
#: How the value begins in a recording of a refusal that was asked for. On the wire it does not: whoever calls a
#: stand-in is to meet the refusal as any other.
RECORDED_PROVOCATION: Final = "recorded, provoked"


@define(eq=False, repr=False)
class Answer:
    """A response, the call that it answers where that is known, and the plan that both are judged by."""

    response: Response
    call: Call | None
    plan: Plan
    content_type: str | None
    content_encoding: str | None
    #: How long it took, in seconds, where that is known.
    seconds: float | None = None

    @classmethod
    def of(cls, response: Response, call: Call | None, plan: Plan, *, seconds: float | None = None) -> Answer:
        _, content_type, content_encoding = known_headers(response.headers)
        return cls(response, call, plan, content_type, content_encoding, seconds)

    @property
    def context(self) -> Context:
        return self.plan.context

    @property
    def operation(self) -> Operation | None:
        return self.plan.operation

    @cached_property
    def body(self) -> ReadBody:
        """What the body says: a document where it can be read, and every problem on the way."""
        return read_response_body(self.response.body, self.content_type, self.content_encoding, self.context)

    @property
    def document(self) -> Any:
        """The document of the body, `NOTHING` where there is none."""
        return self.body.document

    @property
    def media_type(self) -> MediaType | None:
        return parse_media_type(self.content_type)

    @property
    def method(self) -> str:
        """The method of the call; GET where it is not known."""
        return "GET" if self.call is None else self.call.request.method

    @property
    def refusal(self) -> Mapping[str, Any] | None:
        """The `error` object of an error envelope, None where the answer is no refusal."""
        document = self.document
        if isinstance(document, dict):
            error = document.get("error")
            if isinstance(error, dict) and "data" not in document:
                return error
        return None

    @property
    def refused_with(self) -> int | None:
        """The code of a refusal; 0 where it has none, None where the answer is no refusal."""
        refusal = self.refusal
        if refusal is None:
            return None
        code = refusal.get("code")
        return code if type(code) is int else 0

    def body_violations(self) -> tuple[Any, Sequence[SchemaViolation]]:
        """Return the document and what its schema objects to, where the plan has one for answers as a whole."""
        return self.document, _body_violations(self.body, self.plan)

    def allows(self, code: object) -> bool:
        """Tell whether a refusal with this code is intended: it is allowed, or a stand-in was told to send it."""
        # What a server sent may not even be hashable.
        if type(code) is int and code in self.plan.settings.allow_codes:
            return True
        mark = header_value(self.response.headers, STAND_IN_HEADER.lower())
        return mark is not None and mark.startswith(RECORDED_PROVOCATION)


def _body_violations(body: ReadBody, plan: Plan) -> Sequence[SchemaViolation]:
    schema = plan.bodies.get(body.kind)
    if schema is None or body.document is NOTHING:
        return ()
    return violations_of(
        schema,
        body.document,
        of_params=body.kind != "json",
        most=plan.context.limits.max_findings,
        repaired=[problem.path for problem in body.problems if problem.repaired and problem.path.segments],
    )
