"""Call and Answer: a request and a response as rules see them, with their parts decoded."""

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
    """A request, its route, and the plan by which it is judged.

    Rules never change it. The query and the body are decoded when the first rule or precheck asks for them.
    """

    request: Request
    route: Route
    plan: Plan
    #: The URL's query, without "?".
    query: str
    #: First values of the headers; None if absent.
    authorization: str | None
    content_type: str | None
    content_encoding: str | None
    #: Whether the request certainly has a body.
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
        """Query parameters by name, in query order, decoded by their schemas."""
        return read_query(self.query, self.plan.query)

    @cached_property
    def body(self) -> ReadBody:
        """The decoded body: its document if it can be read, and every problem found."""
        return read_request_body(self.request.body, self.content_type, self.content_encoding, self.plan)

    @property
    def issued_token(self) -> IssuedToken | None:
        """The facts about the call's token from the answer that issued it."""
        issued = self.context.issued
        if not issued or self.authorization is None:
            return None
        return issued.get(digest_of(self.authorization.strip().rpartition(" ")[2]))

    @property
    def is_forged(self) -> bool:
        """Whether an inbound request certainly does not come from SalesIQ: there are keys, but none fits."""
        verify, body = self.context.verify_signature, self.request.body
        if verify is None or not isinstance(body, bytes):
            return False
        signature = header_value(self.request.headers, SIGNATURE_HEADER)
        return signature is None or not verify(body, signature)

    def may_lack(self, header: str) -> bool:
        """Tell whether the recorder may have dropped a header of the request (name in lower case)."""
        dropped = self.request.unrecorded_headers
        return header in dropped or "*" in dropped

    def top_level(self, place: str) -> Mapping[str, Any]:
        """Return sent values by name: the parameters of the `query`, or the keys or fields of the `body`."""
        if place == "query":
            return self.params
        return self.body.document if isinstance(self.body.document, dict) else {}

    def query_violations(self) -> tuple[Any, Sequence[SchemaViolation]]:
        """Return the parameters and the violations of their schemas."""
        most = self.context.limits.max_findings
        return self.params, violations_of(self.plan.params, self.params, of_params=True, most=most)

    def body_violations(self) -> tuple[Any, Sequence[SchemaViolation]]:
        """Return the body's document and its schema's violations, except at repaired places: these have a finding."""
        return self.body.document, _body_violations(self.body, self.plan)

    def url_faults(self, *kinds: UrlFaultKind) -> Iterator[UrlFault]:
        """Yield the router's faults of these kinds."""
        return (fault for fault in self.route.faults if fault.kind in kinds)


#: In a response, a stand-in lists its findings in this header; in a request, it asks for a refusal with one code.
STAND_IN_HEADER: Final = "X-SalesIQ-Stand-In"
#: Beginning of the header's value in the recording of a refusal that was asked for. The client does not receive it:
#: to the client, the refusal should look like any other.
RECORDED_PROVOCATION: Final = "recorded, provoked"


@define(eq=False, repr=False)
class Answer:
    """A response, the call that it answers if that is known, and the plan by which both are judged."""

    response: Response
    call: Call | None
    plan: Plan
    content_type: str | None
    content_encoding: str | None
    #: How long the answer took, in seconds, if that is known.
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
        """The decoded body: its document if it can be read, and every problem found."""
        return read_response_body(self.response.body, self.content_type, self.content_encoding, self.context)

    @property
    def document(self) -> Any:
        """The document of the body; `NOTHING` if there is none."""
        return self.body.document

    @property
    def media_type(self) -> MediaType | None:
        return parse_media_type(self.content_type)

    @property
    def method(self) -> str:
        """The method of the call; GET if it is not known."""
        return "GET" if self.call is None else self.call.request.method

    @property
    def refusal(self) -> Mapping[str, Any] | None:
        """The `error` object of an error envelope; None if the answer is not a refusal."""
        document = self.document
        if isinstance(document, dict):
            error = document.get("error")
            if isinstance(error, dict) and "data" not in document:
                return error
        return None

    @property
    def refused_with(self) -> int | None:
        """The code of a refusal; 0 if it has none, None if the answer is not a refusal."""
        refusal = self.refusal
        if refusal is None:
            return None
        code = refusal.get("code")
        return code if type(code) is int else 0

    def body_violations(self) -> tuple[Any, Sequence[SchemaViolation]]:
        """Return the document and the violations of its schema, if the plan has a schema for whole answers."""
        return self.document, _body_violations(self.body, self.plan)

    def allows(self, code: object) -> bool:
        """Tell whether a refusal with this code is intended: the settings allow it, or the client asked for it."""
        # A server's code may be anything, even something that is not hashable.
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
