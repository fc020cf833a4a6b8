"""Glance: whether a call and its answer are right, told without a rule, a fault or a finding.

Nearly all traffic is right, and all that it pays for is here: one look at the headers, and for each body the decoder
and one verdict of the engine. A glance asks what the gates in front of the rules ask, of calls of the plain kind, in
one go. It decides in one direction only: what it lets pass has no finding of any severity, which a property test holds
it to; of everything else it knows nothing, and the rules have to say.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from salesiq_validate.decode import json_fast
from salesiq_validate.decode.json_fast import flawless_decoder
from salesiq_validate.decode.media_type import parse as parse_media_type
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.exchange import UNRECORDED, Document, known_headers_of
from salesiq_validate.finding import Report
from salesiq_validate.judging.response_body import is_plain_envelope, plain_refusal
from salesiq_validate.rules import gates

if TYPE_CHECKING:
    from salesiq_validate.contract.operation import Operation
    from salesiq_validate.exchange import ReceivedGist, SentGist
    from salesiq_validate.judging.case import Case
    from salesiq_validate.judging.plan import OperationPlan

#: Bytes of the longest body that a glance remembers.
_REMEMBERED: Final = 1 << 16


class Glance:
    """Looks at the calls of one operation whose URLs are right; safe to share between threads.

    Arguments:
        plan: of the operation.
        operation: of the plan.

    Attributes:
        report: what there is to say of an exchange that passes, unless it was refused.
        needs_body: whether a request without a body is wrong.
    """

    def __init__(self, plan: OperationPlan, operation: Operation) -> None:
        context = plan.context
        self.report = Report((), operation.id)
        self._plan = plan
        self._method = operation.method
        self._token_matches = context.token_matches
        self._limits = context.limits
        self._decode_sent = flawless_decoder(context.limits, strict=context.strict_json)
        self._decode_answer = flawless_decoder(context.limits, strict=False)
        json = plan.bodies.get("json")
        self._json = None if json is None else json.judge
        self.needs_body = bool(plan.bodies) and plan.body_required
        self._is_update = plan.is_update
        self._errors = context.errors
        # What passed last, for hooks: clients poll, try again and keep their token, and comparing costs nothing beside
        # judging. Each is one assignment, so threads at worst judge once more. It stays in memory, and is never shown.
        self._right_token: str | None = None
        self._right_body: bytes | None = None
        self._right_answer: bytes | None = None
        #: By the codes of refusals that are intended.
        self._refused = {code: Report((), operation.id, refused_with=code) for code in plan.settings.allow_codes}

    @classmethod
    def of(cls, plan: OperationPlan) -> Glance | None:
        """Return the glance for a plan, None where one of its rules needs more than that."""
        operation = plan.operation
        if operation is None or plan.scope_missing or plan.headers:
            return None
        return None if any(stage.passes is gates.never for stage in plan.request) else cls(plan, operation)

    def report_on(self, case: Case) -> Report | None:
        """Return the report on an exchange that is right beyond doubt, else None; what was read stays in the case."""
        exchange = case.exchange
        if (sent := exchange.sent) is None or not self._passes_sent(case, sent):
            return None
        if (received := exchange.received) is None:
            return self.report
        if (report := self._report_on_answer(case, received)) is None:
            case.is_sent_right = True
        return report

    def _passes_sent(self, case: Case, sent: SentGist) -> bool:
        authorization, content_type, content_encoding, body = sent
        if authorization is None or not self._token_matches(authorization):
            return False
        if body is None or body == b"":
            return not self.needs_body
        if body is UNRECORDED:
            return True
        if self._json is None or content_encoding is not None:
            return False
        if content_type not in gates.JSON_TYPES and (content_type is not None or not case.may_lack("content-type")):
            return False
        if type(body) is bytes:
            document = self._decode_sent(body)
        elif isinstance(body, Document):
            if self.passes_object(body.value):
                return True
            document = body.value if json_fast.is_plain(body.value, self._limits.max_depth) else BROKEN
        else:
            return False
        if document is BROKEN or (self._is_update and document == {}):
            return False
        if _accepts(self._json.is_valid, document):
            return True
        case.authorization, case.content_type = authorization, content_type
        case.are_headers_right, case.document, case.is_document_wrong = True, document, True
        return False

    def _report_on_answer(self, case: Case, received: ReceivedGist) -> Report | None:
        status, content_type, content_encoding, body = received
        if status != 200:
            return None
        if body is UNRECORDED:
            return self.report
        if content_type not in gates.JSON_TYPES or content_encoding is not None:
            return None
        if type(body) is bytes:
            answer = self._decode_answer(body)
        elif isinstance(body, Document) and json_fast.is_plain(body.value, self._limits.max_depth):
            answer = body.value
        else:
            return None
        try:
            if is_plain_envelope(answer, self._method, self._accepts_data):
                return self.report
        except ValueError:  # what JSON cannot write
            return None
        if self._refused and (code := plain_refusal(answer, self._errors)) in self._refused:
            return self._refused[code]
        if answer is not BROKEN:
            case.answer, case.answer_type = answer, parse_media_type(content_type)
        return None

    @cached_property
    def _accepts_data(self) -> Callable[[Any], bool]:
        return self._plan.accepts_data

    @cached_property
    def _takes(self) -> Callable[[Any], bool]:
        """Made when it is needed, which is not for recordings; may raise a ValueError."""
        takes = None if self._json is None else self._json.takes_object(self._limits.max_depth)
        if takes is None:
            return _none_of_them
        return takes if not self._is_update else lambda document: document != {} and takes(document)

    def passes_headers(self, headers: dict[str, str]) -> bool:
        """Tell whether headers are right beside JSON; an absent Content-Type is one that the client will write."""
        authorization, content_type, content_encoding = known_headers_of(headers)
        return (
            type(authorization) is str
            and content_encoding is None
            and (content_type is None or content_type in gates.JSON_TYPES)
            and self._token_matches(authorization) is not None
        )

    def passes_object(self, document: object) -> bool:
        """Tell whether a caller's object is right beyond doubt, as the JSON that `json.dumps` would send."""
        return _accepts(self._takes, document)

    def passes_request(
        self, authorization: object, content_type: object, content_encoding: object, body: object
    ) -> bool:
        """Tell whether a request is right beyond doubt; bodies other than JSON texts always leave a doubt.

        Arguments:
            authorization, content_type, content_encoding: the headers of these names, None where absent.
        """
        # Some clients take bytes, too, and subclasses may compare as they like.
        if type(authorization) is not str or (authorization != self._right_token and not self._is_token(authorization)):
            return False
        if body is None:
            return not self.needs_body
        if self._json is None or type(content_type) is not str or content_encoding is not None:
            return False
        if type(body) is str:
            body = body.encode("utf-8", "surrogatepass")
        if type(body) is not bytes or content_type not in gates.JSON_TYPES:
            return False
        if body == self._right_body:
            return True
        if len(body) > self._limits.max_body_bytes:
            return False
        try:
            passes = self._takes(json_fast.loads_once(body))
        except (ValueError, RecursionError):  # a doubt, or no msgspec
            passes = False
        if not passes and not self._passes_unsealed(body, self._json.is_valid):
            return False
        if len(body) <= _REMEMBERED:
            self._right_body = body
        return True

    def _is_token(self, authorization: str) -> bool:
        if not self._token_matches(authorization):
            return False
        self._right_token = authorization
        return True

    def _passes_unsealed(self, body: bytes, is_valid: Callable[[Any], bool]) -> bool:
        """Tell whether a body is right that no sealed schema took: an open object, or an engine that seals nothing."""
        document = self._decode_sent(body)
        if document is BROKEN or (self._is_update and document == {}):
            return False
        return _accepts(is_valid, document)

    def passes_answer(self, status: int, content_type: object, body: object) -> bool:
        """Tell whether an answer, its content encoding undone, is a success as described beyond doubt."""
        if status != 200 or type(body) is not bytes or type(content_type) is not str:
            return False
        if content_type not in gates.JSON_TYPES:
            return False
        if body == self._right_answer:
            return True
        answer = self._decode_answer(body)
        if answer is BROKEN or not is_plain_envelope(answer, self._method, self._accepts_data):
            return False
        if len(body) <= _REMEMBERED:
            self._right_answer = body
        return True


def _accepts(is_valid: Callable[[Any], bool], document: Any) -> bool:
    try:
        return is_valid(document)
    except ValueError:  # what JSON cannot write
        return False


def _none_of_them(_document: object) -> bool:
    return False
