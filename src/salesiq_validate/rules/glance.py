"""Glance: whether a call and its answer are right, told without a rule, a fault or a finding.

Nearly all traffic is right, and all that it pays for is here: one look at the headers, and for each body the decoder
and one verdict of the engine. A glance asks what the gates in front of the rules ask, of calls of the plain kind, in
one go. It decides in one direction only: what it lets pass has no finding of any severity, which a property test holds
it to; of everything else it knows nothing, and the rules have to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from salesiq_validate.decode import fastjson
from salesiq_validate.decode.flawless import decode_flawless
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.exchange import UNRECORDED, Document, known_headers
from salesiq_validate.report import Report
from salesiq_validate.rules import gates
from salesiq_validate.rules.answers import is_plain_envelope

if TYPE_CHECKING:
    from salesiq_validate.catalogue.operation import Operation
    from salesiq_validate.exchange import Request, Response
    from salesiq_validate.rules.case import Case
    from salesiq_validate.rules.plan import OperationPlan

#: Headers as a client keeps them: looked up in any case of letters.
ClientHeaders: TypeAlias = Mapping[str, str]


class Glance:
    """Looks at the calls of one operation whose URLs are right; safe to share between threads.

    Arguments:
        plan: of the operation.
        operation: of the plan.

    Attributes:
        report: what there is to say of an exchange that passes.
    """

    __slots__ = (
        "_accepts",
        "_is_update",
        "_limits",
        "_method",
        "_needs_body",
        "_plan",
        "_strict",
        "_token_matches",
        "report",
    )

    def __init__(self, plan: OperationPlan, operation: Operation) -> None:
        context = plan.context
        self.report = Report((), operation.id)
        self._plan = plan
        self._method = operation.method
        self._token_matches = context.token_matches
        self._limits = context.limits
        self._strict = context.strict_json
        json = plan.bodies.get("json")
        self._accepts = None if json is None else json.judge.is_valid
        self._needs_body = bool(plan.bodies) and plan.body_required
        self._is_update = plan.is_update

    @classmethod
    def of(cls, plan: OperationPlan) -> Glance | None:
        """Return the glance for a plan, None where one of its rules needs more than that."""
        operation = plan.operation
        if operation is None or plan.scope_missing or plan.headers:
            return None
        return None if any(stage.passes is gates.never for stage in plan.request) else cls(plan, operation)

    def passes(self, case: Case) -> bool:
        """Tell whether an exchange is right beyond doubt; what was read of it on the way stays in the case."""
        if case.request is None or not self._passes_sent(case, case.request):
            return False
        case.is_sent_right = True
        return case.response is None or self._passes_received(case, case.response)

    def _passes_sent(self, case: Case, request: Request) -> bool:
        authorization, content_type, content_encoding = known_headers(request.headers)
        if authorization is None or not self._token_matches(authorization):
            return False
        case.authorization, case.content_type, case.content_encoding = authorization, content_type, content_encoding
        body = request.body
        if body is None or body == b"":
            return not self._needs_body
        if body is UNRECORDED:
            return True
        if self._accepts is None or content_encoding is not None:
            return False
        if content_type not in gates.JSON_TYPES and (content_type is not None or not case.may_lack("content-type")):
            return False
        document = decode_flawless(body, self._limits, strict=self._strict) if type(body) is bytes else self._sent(body)
        if document is BROKEN or (self._is_update and document == {}):
            return False
        case.document, case.are_headers_right = document, True
        try:
            case.is_document_wrong = not self._accepts(document)
        except ValueError:  # what JSON cannot write
            case.is_document_wrong = True
        return not case.is_document_wrong

    def _passes_received(self, case: Case, response: Response) -> bool:
        if response.status != 200:
            return False
        if response.body is UNRECORDED:
            return True
        _, content_type, content_encoding = known_headers(response.headers)
        if content_type not in gates.JSON_TYPES or content_encoding is not None:
            return False
        body = response.body
        answer = decode_flawless(body, self._limits, strict=False) if type(body) is bytes else self._sent(body)
        if answer is BROKEN:
            return False
        try:
            if is_plain_envelope(answer, self._plan, self._method):
                return True
        except ValueError:  # what JSON cannot write
            return False
        case.answer, case.answer_type = answer, parse_media_type(content_type)
        return False

    def _sent(self, body: object) -> Any:
        """Return a caller's document that travels as it is, BROKEN for any other body."""
        if isinstance(body, Document) and fastjson.is_plain(body.value, self._limits.max_depth):
            return body.value
        return BROKEN

    def passes_request(self, headers: ClientHeaders, body: object) -> bool:
        """Tell whether a request is right beyond doubt; bodies other than JSON texts always leave a doubt."""
        authorization = headers.get("authorization")
        if authorization is None or not self._token_matches(authorization):
            return False
        if body is None:
            return not self._needs_body
        if (
            not isinstance(body, (bytes, str))
            or self._accepts is None
            or headers.get("content-type") not in gates.JSON_TYPES
            or "content-encoding" in headers
        ):
            return False
        document = decode_flawless(body, self._limits, strict=self._strict)
        return document is not BROKEN and not (self._is_update and document == {}) and self._accepts(document)

    def passes_answer(self, status: int, headers: ClientHeaders, body: object) -> bool:
        """Tell whether an answer, its content encoding undone, is a success as described beyond doubt."""
        if status != 200 or type(body) is not bytes or headers.get("content-type") not in gates.JSON_TYPES:
            return False
        answer = decode_flawless(body, self._limits, strict=False)
        return answer is not BROKEN and is_plain_envelope(answer, self._plan, self._method)
