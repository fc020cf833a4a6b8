"""Glance: whether a call and its answer are right, told without a case, a finding or a report.

A hook in a client looks at every call, and nearly all are right. `Validator.check` puts five gates and their values in
front of that answer, which costs ten times as much as the two verdicts of the engine that it rests on. A glance asks
what those gates ask, of calls of the plain kind, in one go. It decides in one direction only: what it lets pass has no
finding of any severity, which a property test holds it to; of everything else it knows nothing, and `check` has to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from salesiq_validate.decode.flawless import decode_flawless
from salesiq_validate.decode.problem import BROKEN
from salesiq_validate.rules import gates
from salesiq_validate.rules.answers import is_plain_envelope

if TYPE_CHECKING:
    from salesiq_validate.rules.plan import OperationPlan

#: Headers as a client keeps them: looked up in any case of letters.
ClientHeaders: TypeAlias = Mapping[str, str]


class Glance:
    """Looks at the calls of one URL, in which nothing is wrong; safe to share between threads.

    Arguments:
        plan: of the one operation that the URL and the method lead to.
        method: of the request.
    """

    __slots__ = ("_body", "_is_update", "_limits", "_method", "_needs_body", "_plan", "_strict", "_token_matches")

    def __init__(self, plan: OperationPlan, method: str) -> None:
        context = plan.context
        self._method = method
        self._plan = plan
        self._token_matches = context.token_matches
        self._limits = context.limits
        self._strict = context.strict_json
        json = plan.bodies.get("json")
        self._body = None if json is None else json.judge.is_valid
        self._needs_body = bool(plan.bodies) and plan.body_required
        self._is_update = plan.is_update

    @staticmethod
    def suits(plan: OperationPlan) -> bool:
        """Tell whether the calls of an operation are of the plain kind: none of its rules needs more than a glance."""
        return not (plan.scope_missing or plan.headers or any(stage.passes is gates.never for stage in plan.request))

    def passes_request(self, headers: ClientHeaders, body: object) -> bool:
        """Tell whether a request is right beyond doubt; bodies other than JSON texts always leave a doubt."""
        authorization = headers.get("authorization")
        if authorization is None or not self._token_matches(authorization):
            return False
        if body is None:
            return not self._needs_body
        if (
            not isinstance(body, (bytes, str))
            or self._body is None
            or headers.get("content-type") not in gates.JSON_TYPES
            or "content-encoding" in headers
        ):
            return False
        document = decode_flawless(body, self._limits, strict=self._strict)
        return document is not BROKEN and not (self._is_update and document == {}) and self._body(document)

    def passes_answer(self, status: int, headers: ClientHeaders, body: object) -> bool:
        """Tell whether an answer, its content encoding undone, is a success as described beyond doubt."""
        if status != 200 or type(body) is not bytes or headers.get("content-type") not in gates.JSON_TYPES:
            return False
        answer = decode_flawless(body, self._limits, strict=False)
        return answer is not BROKEN and is_plain_envelope(answer, self._plan, self._method)
